package io.pelagos.channel.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.Answers;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * TikTok's lead generation: one body may hold several leads, each an entry with answers as field and value. Objects
 * other than 1 are no leads and only acknowledged. Paths of the channel's mapping begin at an entry.
 */
public final class TiktokAdapter implements ChannelAdapter {
    private static final String LEAD = "1";
    private static final int ENTRIES_MAX = 1_000;
    private static final Answers CHANGES = new Answers("changes", "field", "value");

    private static final FieldNames USUAL = new FieldNames(Map.of(
            LeadField.EXTERNAL_ID,
            List.of("id"),
            LeadField.NAME,
            List.of(CHANGES.path("name"), CHANGES.path("full_name")),
            LeadField.PHONE,
            List.of(CHANGES.path("phone_number"), CHANGES.path("phone")),
            LeadField.EMAIL,
            List.of(CHANGES.path("email")),
            LeadField.COMPANY,
            List.of(CHANGES.path("company_name")),
            LeadField.CAMPAIGN,
            List.of("campaign_id"),
            LeadField.PAGE,
            List.of("page_id")));

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(
                channel,
                secrets,
                delivery,
                got -> JsonBody.object(got.body()),
                (body, taken, message) -> leads(channel, body));
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        return unhappy == null ? Reply.json(200, "{}") : unhappy;
    }

    private static Reading leads(Channel channel, ObjectNode body) {
        String object = Values.text(body.get("object"));
        if (object == null) {
            throw new BadDelivery(400, "object is missing");
        }
        if (!object.equals(LEAD)) {
            return new Reading.Leads(List.of(), null);
        }
        JsonNode entries = body.path("entry");
        if (!entries.isArray()) {
            throw new BadDelivery(400, "entry is no list");
        }
        if (entries.size() > ENTRIES_MAX) {
            throw new BadDelivery(413, "there are more than " + ENTRIES_MAX + " entries");
        }
        List<LeadDraft> leads = new ArrayList<>();
        List<BadPart> bad = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (entry instanceof ObjectNode lead && lead.path("changes").isArray()) {
                leads.add(lead(channel, lead));
            } else {
                bad.add(new BadPart(entry.toString(), "an entry has no changes"));
            }
        }
        return new Reading.Leads(leads, null, bad);
    }

    private static LeadDraft lead(Channel channel, ObjectNode entry) {
        DraftBuilder draft = new DraftBuilder(channel);
        HashSet<String> taken = new HashSet<>();
        USUAL.fill(draft, channel.mapping(), entry, taken);
        CHANGES.keep(draft, entry, taken);
        draft.attributes(entry, "", taken);
        return draft.build();
    }
}
