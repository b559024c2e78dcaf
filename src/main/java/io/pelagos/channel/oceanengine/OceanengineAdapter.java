package io.pelagos.channel.oceanengine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
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
 * 飞鱼's pushes: the whole lead as a JSON object whose field names the advertiser chooses in its rule, so these are only
 * what was seen with others. Keys may hold dots, and any value may come as a text.
 */
public final class OceanengineAdapter implements ChannelAdapter, LeadItems {
    private static final String STATUS = "clue_convert_status";
    private static final FieldNames USUAL = new FieldNames(Map.ofEntries(
            Map.entry(LeadField.EXTERNAL_ID, List.of("id", "clue_id")),
            Map.entry(LeadField.NAME, List.of("name")),
            // It is written so.
            Map.entry(LeadField.PHONE, List.of("telphone", "address.phone", "phone")),
            Map.entry(LeadField.EMAIL, List.of("email")),
            Map.entry(LeadField.WECHAT, List.of("address.wechat", "weixin", "wechat")),
            Map.entry(LeadField.AD, List.of("ad_id")),
            Map.entry(LeadField.PAGE, List.of("external_url")),
            Map.entry(LeadField.TEST, List.of(STATUS))));

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(
                channel,
                secrets,
                delivery,
                got -> JsonBody.object(got.body()),
                (body, taken, message) -> new Reading.Leads(List.of(lead(channel, body, taken)), message));
    }

    @Override
    public LeadDraft lead(Channel channel, ObjectNode item) {
        return lead(channel, item, new HashSet<>());
    }

    private static LeadDraft lead(Channel channel, ObjectNode body, Set<String> taken) {
        DraftBuilder draft = new DraftBuilder(channel);
        USUAL.fill(draft, channel.mapping(), body, taken);
        // It says more than whether it is a test.
        taken.remove(STATUS);
        draft.attributes(body, "", taken);
        return draft.build();
    }

    @Override
    public Reply reply(List<Accepted> results) {
        return Replies.success(results);
    }
}
