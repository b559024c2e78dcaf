package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Replies;
import io.pelagos.channel.proof.ProofCheck;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whoever can send JSON, XML, a form or a CloudEvent: one lead per delivery, or a list of them where the channel's
 * setting {@code list} says so. The channel's mapping says which field is what; what is not mapped is looked for under
 * its usual names, and all else is kept as attributes.
 */
public final class GenericAdapter implements ChannelAdapter {
    private static final int LEADS_MAX = 1_000;
    private static final FieldNames USUAL = usual();

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        CloudEvent event = new CloudEvent();
        return ProofCheck.read(channel, secrets, delivery, event::open, (body, taken, message) -> {
            String list = channel.settings().list();
            if (list != null) {
                return several(channel, event, body, list, taken, message);
            }
            DraftBuilder draft = new DraftBuilder(channel);
            event.keep(fill(draft, channel, body, taken), true);
            return new Reading.Leads(List.of(draft.build()), message);
        });
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        if (unhappy != null) {
            return unhappy;
        }
        if (results.size() == 1) {
            return Reply.json(200, result(results.get(0)).encode());
        }
        JsonArray all = new JsonArray();
        results.forEach(result -> all.add(result(result)));
        return Reply.json(200, new JsonObject().put("results", all).encode());
    }

    private static JsonObject result(Accepted result) {
        JsonObject body = new JsonObject().put("lead", null).put("result", "test");
        if (result instanceof Accepted.Lead lead) {
            body.put("lead", Long.toString(lead.lead())).put("result", "accepted");
        } else if (result instanceof Accepted.Duplicate lead) {
            body.put("lead", Long.toString(lead.lead())).put("result", "duplicate");
        } else if (result instanceof Accepted.Merged lead) {
            body.put("lead", Long.toString(lead.lead())).put("result", "merged");
        } else if (result instanceof Accepted.Unreadable) {
            body.put("result", "refused");
        }
        return body;
    }

    /** What is around the list is kept with each of its leads. */
    private static Reading several(
            Channel channel,
            CloudEvent event,
            ObjectNode body,
            String path,
            Set<String> taken,
            @Nullable String message) {
        JsonPath.Found found = JsonPath.find(body, path);
        if (found == null || !found.node().isArray()) {
            throw new BadDelivery(400, "there is no list where the channel's settings say");
        }
        if (found.node().size() > LEADS_MAX) {
            throw new BadDelivery(413, "the list has more than " + LEADS_MAX + " leads");
        }
        taken.add(found.at());
        // Once for all leads: it may be as large as a body can be.
        DraftBuilder outer = new DraftBuilder(channel);
        outer.attributes(body, "", taken);
        List<LeadDraft> leads = new ArrayList<>();
        List<BadPart> bad = new ArrayList<>();
        for (int i = 0; i < found.node().size(); i++) {
            JsonNode item = found.node().get(i);
            if (item instanceof ObjectNode lead) {
                DraftBuilder draft = new DraftBuilder(channel);
                fill(draft, channel, lead, new HashSet<>()).around(outer);
                event.keep(draft, false);
                leads.add(draft.build());
            } else {
                bad.add(new BadPart(item.toString(), "a lead of the list is no object", i));
            }
        }
        return new Reading.Leads(leads, message, bad);
    }

    private static DraftBuilder fill(DraftBuilder draft, Channel channel, ObjectNode lead, Set<String> taken) {
        USUAL.fill(draft, channel.mapping(), lead, taken);
        Consent.keep(draft, lead, taken);
        draft.attributes(lead, "", taken);
        return draft;
    }

    private static FieldNames usual() {
        Map<LeadField, List<String>> usual = new EnumMap<>(LeadField.class);
        for (LeadField field : LeadField.values()) {
            usual.put(field, field.usualPaths());
        }
        return new FieldNames(usual);
    }
}
