package io.pelagos.channel;

import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where what is told of a call comes from. Written {@code {"id":"data.uuid","seconds":"data.billsec"}}: a field's name and a
 * {@link JsonPath}.
 */
public record CallMapping(Map<CallField, String> paths) {
    private static final int PATH_MAX = 200;

    public static final CallMapping USUAL = new CallMapping(Map.of());

    /** Throws {@link InvalidDocument} with the place of the first fault. */
    static CallMapping read(JsonObject json) {
        Map<CallField, String> paths = new EnumMap<>(CallField.class);
        for (Map.Entry<String, Object> entry : json) {
            CallField field = CallField.of(entry.getKey());
            if (field == null) {
                throw new InvalidDocument("/mapping/" + entry.getKey(), "is not known of a call");
            }
            if (!(entry.getValue() instanceof String path) || path.isBlank() || path.length() > PATH_MAX) {
                throw new InvalidDocument(
                        "/mapping/" + entry.getKey(), "must be a path of 1 to " + PATH_MAX + " characters");
            }
            paths.put(field, path);
        }
        return new CallMapping(paths);
    }
}
