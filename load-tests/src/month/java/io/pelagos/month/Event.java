package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One line of a lead's journal, as the contract describes it.
 *
 * @param reason null when there is none
 * @param text the line as it is stored, to be shown with a violation
 */
record Event(
        long lead,
        int version,
        String type,
        long atMillis,
        String actor,
        String reason,
        Place from,
        Place to,
        JsonNode data,
        String text) {

    /** Where a lead is; all null before it was received, the pool null when closed, the owner unless owned. */
    record Place(String state, String pool, String owner) {

        boolean is(String wanted) {
            return wanted.equals(state);
        }

        private static Place of(JsonNode json) {
            return new Place(text(json, "state"), text(json, "pool"), text(json, "owner"));
        }
    }

    static Event parse(byte[] line) {
        try {
            JsonNode json = Wire.JSON.readTree(line);
            return new Event(
                    json.path("lead").asLong(),
                    json.path("version").asInt(),
                    json.path("type").asText(),
                    json.path("at").asLong(),
                    text(json, "actor"),
                    text(json, "reason"),
                    Place.of(json.path("from")),
                    Place.of(json.path("to")),
                    json.path("data"),
                    json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean is(String wanted) {
        return type.equals(wanted);
    }

    /** Whether a person did it, or another system: not a rule, nor what follows from another step. */
    boolean asked() {
        return !is("recycled")
                && !is("warned")
                && !is("reminded")
                && !is("refunded")
                && !is("imported")
                && !is("merged");
    }

    /** Whether an ownership begins with it. */
    boolean begins() {
        return is("claimed") || is("assigned") || is("transferred") || is("imported") && "owned".equals(to.state);
    }

    /** Whether the agent of {@code from} has the lead no more. */
    boolean leaves() {
        return from.owner != null && !from.owner.equals(to.owner);
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isTextual() ? value.asText() : null;
    }
}
