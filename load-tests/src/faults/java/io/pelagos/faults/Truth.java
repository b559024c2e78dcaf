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
 * @param details the leads that have a sealed part
 * @param leadsByChannel how many leads each channel brought; "" for none
 */
record Truth(
        List<Line> journal,
        Map<Long, Lead> leads,
        List<Request> requests,
        List<Long> identities,
        Set<Long> details,
        Map<String, Integer> leadsByChannel) {

    /** A row of the journal; absent texts are null. */
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
            byte[] hash) {

        JsonNode json() {
            try {
                return Api.JSON.readTree(body);
            } catch (IOException e) {
                return Api.JSON.nullNode();
            }
        }

        Place from() {
            return Place.of(json().path("from"));
        }

        Place to() {
            return Place.of(json().path("to"));
        }

        String describe() {
            return "lead " + lead + " version " + version + " " + type + " at " + atMillis + " agent " + agent
                    + " left " + leftAgent + " pool " + pool + " transition " + transition;
        }
    }

    /** Where a lead is, in the words of the API: state pooled, owned or closed. Absent parts are null. */
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
            return new Place(text, pool, owner);
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
