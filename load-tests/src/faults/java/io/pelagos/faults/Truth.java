package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What PostgreSQL holds of one tenant, as of one moment.
 *
 * @param journal ordered by lead and version
 * @param identities the leads that identities point to
 * @param identitiesByKind how many there are of each kind: p phone, x a platform's id, d deal, o opportunity, …
 * @param details the leads that have a sealed part
 * @param leadsByChannel how many leads each channel brought; "" for none
 * @param facts what each lead's row says of it
 * @param terms what each lead is found by: name, {@code =}, value
 */
record Truth(
        List<Line> journal,
        Map<Long, Lead> leads,
        List<Request> requests,
        List<Long> identities,
        Map<String, Integer> identitiesByKind,
        Set<Long> details,
        Map<String, Integer> leadsByChannel,
        Map<Long, JsonNode> facts,
        Map<Long, Set<String>> terms) {

    /**
     * A row of the journal; absent texts are null.
     *
     * @param actor who did it
     * @param reason a rule's name, or another plain word
     */
    record Line(
            long lead,
            int version,
            long atMillis,
            String type,
            long transition,
            String agent,
            String team,
            String pool,
            String leftAgent,
            byte[] body,
            byte[] hash,
            Place from,
            Place to,
            String actor,
            String reason) {

        /** Reads the rest out of the body. */
        static Line of(
                long lead,
                int version,
                long atMillis,
                String type,
                long transition,
                String agent,
                String team,
                String pool,
                String leftAgent,
                byte[] body,
                byte[] hash) {
            JsonNode json = read(body);
            return new Line(
                    lead,
                    version,
                    atMillis,
                    type,
                    transition,
                    agent,
                    team,
                    pool,
                    leftAgent,
                    body,
                    hash,
                    Place.of(json.path("from")),
                    Place.of(json.path("to")),
                    json.path("actor").asText(null),
                    json.path("reason").asText(null));
        }

        JsonNode json() {
            return read(body);
        }

        private static JsonNode read(byte[] body) {
            try {
                return Api.JSON.readTree(body);
            } catch (IOException e) {
                return Api.JSON.nullNode();
            }
        }

        /** What the event tells beside its places. */
        JsonNode data() {
            return json().path("data");
        }

        String describe() {
            return "lead " + lead + " version " + version + " " + type + " at " + atMillis + " agent " + agent
                    + " left " + leftAgent + " pool " + pool + " transition " + transition;
        }
    }

    /** Where a lead is, in the words of the API: state pooled, owned or closed. Absent parts are null, as all of a closed one. */
    record Place(String state, String pool, String owner) {

        static Place of(JsonNode json) {
            return new Place(
                    json.path("state").asText(null),
                    json.path("pool").asText(null),
                    json.path("owner").isTextual() ? json.path("owner").asText() : null);
        }
    }

    /** A row of the hot table. */
    record Lead(long id, int version, char state, String pool, String owner, byte[] chain) {

        Place place() {
            String text =
                    switch (state) {
                        case 'p' -> "pooled";
                        case 'o' -> "owned";
                        case 'c' -> "closed";
                        default -> "state " + state;
                    };
            // The row of a closed lead keeps the pool that it was in; its events do not tell one.
            return new Place(text, state == 'c' ? null : pool, owner);
        }
    }

    /** A remembered request. */
    record Request(long transition, List<Long> leads, List<Integer> versions) {}

    /** The lines of each lead, in order of version. */
    Map<Long, List<Line>> lines() {
        Map<Long, List<Line>> lines = new TreeMap<>();
        journal.forEach(line ->
                lines.computeIfAbsent(line.lead(), l -> new ArrayList<>()).add(line));
        return lines;
    }

    static boolean same(Place a, Place b) {
        return Objects.equals(a, b);
    }
}
