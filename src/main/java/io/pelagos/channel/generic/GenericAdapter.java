package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Values;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One lead per delivery, as JSON or a form. The channel's mapping says which field is what; what is not mapped is
 * looked for under its usual names, and all else is kept as attributes.
 */
public final class GenericAdapter implements ChannelAdapter {
    @Override
    public Reading read(Channel channel, @Nullable String secret, Delivery delivery) {
        try {
            JsonBody.checkSize(delivery.body());
            ProofCheck proof = new ProofCheck(channel.proof(), secret, delivery);
            // Before the body is parsed, where that is possible: strangers get no work done.
            if (!proof.bySender()) {
                return refused();
            }
            ObjectNode body = body(delivery);
            Set<String> taken = new HashSet<>();
            if (!proof.byBody(body, taken)) {
                return refused();
            }
            return new Reading.Leads(List.of(draft(channel, body, taken)), proof.message());
        } catch (BadDelivery bad) {
            return bad.refused();
        }
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        if (unhappy != null) {
            return unhappy;
        }
        JsonObject body = new JsonObject().put("lead", null).put("result", "test");
        for (Accepted result : results) {
            if (result instanceof Accepted.Lead lead) {
                body.put("lead", Long.toString(lead.lead())).put("result", "accepted");
            } else if (result instanceof Accepted.Duplicate lead) {
                body.put("lead", Long.toString(lead.lead())).put("result", "duplicate");
            }
        }
        return Reply.json(200, body.encode());
    }

    private static Reading refused() {
        return new Reading.Refused(401, "the signature or secret is missing or wrong");
    }

    private static ObjectNode body(Delivery delivery) {
        String type = mediaType(delivery);
        if (type.equals("application/json") || type.endsWith("+json") || type.equals("text/json")) {
            return JsonBody.object(delivery.body());
        }
        if (type.equals("application/x-www-form-urlencoded") || type.equals("multipart/form-data")) {
            return FormBody.object(delivery);
        }
        throw new BadDelivery(
                415, "the content type must be JSON, application/x-www-form-urlencoded" + " or multipart/form-data");
    }

    static String mediaType(Delivery delivery) {
        String type = delivery.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static LeadDraft draft(Channel channel, ObjectNode body, Set<String> taken) {
        DraftBuilder draft = new DraftBuilder(channel);
        // What the mapping names is taken first: a usual name may mean something else on this channel.
        channel.mapping().paths().forEach((field, path) -> take(draft, field, body, path, taken));
        for (LeadField field : LeadField.values()) {
            if (!channel.mapping().paths().containsKey(field)) {
                for (String path : field.usualPaths()) {
                    take(draft, field, body, path, taken);
                }
            }
        }
        draft.attributes(body, "", taken);
        return draft.build();
    }

    private static void take(DraftBuilder draft, LeadField field, ObjectNode body, String path, Set<String> taken) {
        JsonPath.Found found = draft.has(field) ? null : JsonPath.find(body, path);
        if (found == null || taken.contains(found.at())) {
            return;
        }
        String value =
                field == LeadField.TAGS || field == LeadField.SKILLS ? joined(found.node()) : Values.text(found.node());
        if (value != null) {
            draft.set(field, value);
            taken.add(found.at());
        }
    }

    private static @Nullable String joined(JsonNode node) {
        if (!node.isArray()) {
            return Values.text(node);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            String text = Values.text(item);
            if (text != null) {
                texts.add(text);
            }
        }
        return String.join(",", texts);
    }
}
