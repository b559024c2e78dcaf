package io.pelagos.channel;

import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a channel's lead fields come from. Written {@code {"phone":"user.mobile","grade":{"value":"B"},
 * "name":{"path":"nick","default":"unknown"}}}; also the other way round, {@code {"user.mobile":"phone"}}.
 *
 * @param paths see {@link JsonPath}
 * @param defaults literals, used when the path finds nothing or there is none
 */
public record Mapping(Map<LeadField, String> paths, Map<LeadField, String> defaults) {
    private static final int PATH_MAX = 200;
    private static final int LITERAL_MAX = 1_000;

    public static final Mapping USUAL = new Mapping(Map.of(), Map.of());

    /** Throws {@link InvalidDocument} with the place of the first fault. */
    static Mapping read(JsonObject json) {
        Mapping mapping = new Mapping(new EnumMap<>(LeadField.class), new EnumMap<>(LeadField.class));
        for (Map.Entry<String, Object> entry : json) {
            mapping.add(entry.getKey(), entry.getValue());
        }
        return mapping;
    }

    private void add(String name, Object value) {
        LeadField field = LeadField.of(name);
        if (field == null) {
            LeadField target = value instanceof String text ? LeadField.of(text) : null;
            if (target == null) {
                throw new InvalidDocument("/mapping/" + name, "is not a field of a lead, nor mapped to one");
            }
            put(paths, target, name, PATH_MAX, name);
        } else if (value instanceof String path) {
            put(paths, field, path, PATH_MAX, name);
        } else if (value instanceof JsonObject rule) {
            addRule(field, name, rule);
        } else {
            throw new InvalidDocument(
                    "/mapping/" + name, "must be a path, {\"value\":…} or {\"path\":…,\"default\":…}");
        }
    }

    private void addRule(LeadField field, String name, JsonObject rule) {
        for (Map.Entry<String, Object> part : rule) {
            String text = String.valueOf(part.getValue());
            switch (part.getKey()) {
                case "path" -> put(paths, field, text, PATH_MAX, name);
                case "value", "default" -> put(defaults, field, text, LITERAL_MAX, name);
                default -> throw new InvalidDocument("/mapping/" + name + "/" + part.getKey(), "is not a known field");
            }
        }
    }

    private static void put(Map<LeadField, String> into, LeadField field, String text, int max, String name) {
        if (text.isBlank() || text.length() > max) {
            throw new InvalidDocument("/mapping/" + name, "must have 1 to " + max + " characters");
        }
        if (into.put(field, text) != null) {
            throw new InvalidDocument("/mapping/" + name, field.text() + " is mapped twice");
        }
    }
}
