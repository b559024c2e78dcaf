package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FormBody;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Values;
import io.pelagos.team.Text;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over HTTP: structured, the event as a JSON object with the lead in {@code data}; or binary, the lead as
 * body and the event's attributes in {@code ce-} headers. An event is named by its source and id together, so they are
 * the lead's id when it has none of its own.
 */
final class CloudEvent {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String PREFIX = "ce-";
    private static final List<String> REQUIRED = List.of("id", "source", "type");
    private static final List<String> NAMES = List.of("specversion", "id", "source", "type", "subject", "time");

    private final Map<String, String> attributes = new HashMap<>();

    /** The lead's object of a delivery that may be an event; throws {@link BadDelivery}. */
    ObjectNode open(Delivery delivery) {
        boolean structured = delivery.mediaType().equals(STRUCTURED);
        if (!structured && !delivery.headers().contains(PREFIX + "specversion")) {
            return body(delivery);
        }
        ObjectNode event = structured ? JsonBody.object(delivery.body()) : null;
        for (String name : NAMES) {
            String value = event == null ? header(delivery.headers().get(PREFIX + name)) : Values.text(event.get(name));
            if (value != null) {
                attributes.put(name, value);
            }
        }
        if (!"1.0".equals(attributes.remove("specversion"))) {
            throw new BadDelivery(400, "the event is not of version 1.0 of CloudEvents");
        }
        for (String name : REQUIRED) {
            if (!attributes.containsKey(name)) {
                throw new BadDelivery(400, "the event has no " + name);
            }
        }
        return event == null ? body(delivery) : data(delivery, event);
    }

    /**
     * Keeps what is known of the event; nothing when it was none.
     *
     * @param alone no other lead came in the event
     */
    void keep(DraftBuilder draft, boolean alone) {
        attributes.forEach((name, value) -> draft.attribute("cloudevent." + name, value));
        if (alone && !attributes.isEmpty()) {
            draft.setIfAbsent(LeadField.EXTERNAL_ID, attributes.get("source") + " " + attributes.get("id"));
        }
    }

    /** Headers are percent-encoded, and a plus sign in them is one. */
    private static @Nullable String header(@Nullable String text) {
        try {
            return text == null || text.isBlank()
                    ? null
                    : Text.clean(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static ObjectNode data(Delivery delivery, ObjectNode event) {
        JsonNode data = event.get("data");
        if (data instanceof ObjectNode object) {
            return object;
        }
        String encoded = Values.text(event.get("data_base64"));
        String type = Values.text(event.get("datacontenttype"));
        byte[] bytes;
        if (encoded != null) {
            try {
                bytes = Base64.getDecoder().decode(encoded);
            } catch (IllegalArgumentException e) {
                throw new BadDelivery(400, "the event's data_base64 is not base64");
            }
        } else if (data != null && data.isTextual()) {
            bytes = data.asText().getBytes(StandardCharsets.UTF_8);
        } else {
            throw new BadDelivery(400, "the event has no data that could be a lead");
        }
        MultiMap none = MultiMap.caseInsensitiveMultiMap();
        return body(new Delivery(
                none, delivery.query(), bytes, type == null ? "application/json" : type, delivery.atMillis()));
    }

    private static ObjectNode body(Delivery delivery) {
        String type = delivery.mediaType();
        if (type.equals("application/json") || type.endsWith("+json") || type.equals("text/json")) {
            return JsonBody.object(delivery.body());
        }
        if (FormBody.is(delivery)) {
            return FormBody.object(delivery);
        }
        if (XmlBody.is(type)) {
            return XmlBody.object(delivery.body());
        }
        throw new BadDelivery(
                415, "the content type must be JSON, XML, application/x-www-form-urlencoded or multipart/form-data");
    }
}
