package io.pelagos.audit;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the hashed bytes of a line say, to be compared with the columns beside them. */
record LineText(JsonObject json, long lead, int version, long atMillis) {
    private static final JsonObject NOTHING = new JsonObject();
    private static final List<String> OBJECTS = List.of("from", "to", "data", "row");

    /** Null for bytes that are no line. */
    static @Nullable LineText of(byte[] body) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(body));
            for (String name : OBJECTS) {
                if (json.containsKey(name) && !(json.getValue(name) instanceof JsonObject)) {
                    return null;
                }
            }
            return json.getValue("lead") instanceof String lead
                            && json.getValue("version") instanceof Integer version
                            && json.getValue("at") instanceof Long at
                    ? new LineText(json, Long.parseLong(lead), version, at)
                    : null;
        } catch (DecodeException | NumberFormatException e) {
            return null;
        }
    }

    /** What has happened; empty when it does not say. */
    String type() {
        return json.getValue("type") instanceof String text ? text : "";
    }

    JsonObject from() {
        return json.getJsonObject("from", NOTHING);
    }

    JsonObject to() {
        return json.getJsonObject("to", NOTHING);
    }

    private JsonObject data() {
        return json.getJsonObject("data", NOTHING);
    }

    /** Null in lines of versions that did not write it. */
    private @Nullable JsonObject row() {
        return json.getJsonObject("row");
    }

    /** Whether tenant, transition and teams are covered by the hash. */
    boolean whole() {
        return row() != null;
    }

    /** Whether it tells of another tenant than the one with this number. */
    boolean ofOther(int tenant) {
        JsonObject row = row();
        return row != null && !Objects.equals(row.getValue("tenant"), tenant);
    }

    /** Where the lead is, or was before it was closed; null when the line does not tell and {@code before} is not known. */
    @Nullable
    String pool(@Nullable String before) {
        Object pool = to().getValue("pool", version == 1 ? data().getValue("pool") : before);
        return pool instanceof String text ? text : null;
    }

    /**
     * Columns that say something else, each as a few words.
     *
     * @param poolBefore of the line before, which stays where this one names none; null when it is not known
     */
    List<String> differences(Line line, @Nullable String poolBefore) {
        List<String> found = new ArrayList<>();
        differ(found, "at", line.atMicros(), atMillis * 1000);
        differ(found, "type", line.type(), json.getValue("type"));
        Object owner = to().getValue("owner");
        Object before = from().getValue("owner");
        differ(found, "agent", line.agent(), owner);
        differ(found, "left_agent", line.leftAgent(), Objects.equals(before, owner) ? null : before);
        String pool = pool(poolBefore);
        if (pool != null) {
            differ(found, "pool", line.pool(), pool);
        }
        JsonObject row = row();
        if (row != null) {
            differ(found, "transition", Long.toString(line.transition()), row.getValue("transition"));
            differ(found, "team", line.team(), row.getValue("team"));
            differ(found, "left_team", line.leftTeam(), row.getValue("left_team"));
        }
        return found;
    }

    private static void differ(List<String> found, String column, @Nullable Object stored, @Nullable Object hashed) {
        if (!Objects.equals(stored, hashed)) {
            found.add("column " + column + " is " + word(stored) + ", the hashed line says " + word(hashed));
        }
    }

    private static String word(@Nullable Object value) {
        String text = value == null ? "empty" : String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
