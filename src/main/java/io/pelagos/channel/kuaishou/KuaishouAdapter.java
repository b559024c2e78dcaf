package io.pelagos.channel.kuaishou;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Answers;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.LeadItems;
import io.pelagos.channel.Replies;
import io.pelagos.channel.proof.ProofCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kuaishou is asked for its leads and pushes none: whoever does is not Kuaishou. A lead has an id and its answers as keys
 * and values, of which the channel's mapping says which is which.
 */
public final class KuaishouAdapter implements ChannelAdapter, LeadItems {
    private static final Answers DETAILS = new Answers("details", "key", "value");
    private static final FieldNames USUAL = new FieldNames(Map.of(LeadField.EXTERNAL_ID, List.of("id")));

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        if (!delivery.proven()) {
            return new Reading.Refused(404, "nothing is pushed to a channel of this type");
        }
        // A lead of a look that could not be stored then.
        return ProofCheck.read(
                channel,
                secrets,
                delivery,
                got -> JsonBody.object(got.body()),
                (body, taken, message) -> new Reading.Leads(List.of(lead(channel, body)), message));
    }

    @Override
    public LeadDraft lead(Channel channel, ObjectNode item) {
        DraftBuilder draft = new DraftBuilder(channel);
        Set<String> taken = new HashSet<>();
        USUAL.fill(draft, channel.mapping(), item, taken);
        DETAILS.keep(draft, item, taken);
        draft.attributes(item, "", taken);
        return draft.build();
    }

    @Override
    public Reply reply(List<Accepted> results) {
        return Replies.success(results);
    }
}
