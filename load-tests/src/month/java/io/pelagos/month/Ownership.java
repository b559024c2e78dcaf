package io.pelagos.month;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One agent's time with a lead, and the deadline that the rules give it. Knows nothing of other owners. */
final class Ownership {

    /** When the earliest rule that applies takes the lead back, and which one that is. */
    record Deadline(long atMillis, String rule) {}

    private final long startMillis;
    private final Pauses pauses = new Pauses();
    /** The follow-ups that count: version to time. A void one is taken out. */
    private final Map<Integer, Long> followups = new TreeMap<>();

    Ownership(long startMillis) {
        this.startMillis = startMillis;
    }

    void apply(Event event) {
        switch (event.type()) {
            case "followed_up" -> followups.put(event.version(), event.atMillis());
            case "reviewed" -> {
                if (event.data().path("verdict").asText().equals("fake")) {
                    followups.remove(event.data().path("followup").asInt());
                }
            }
            case "nurtured", "locked" -> pauses.set(event.type(), event.atMillis(), until(event));
            default -> {
                // Nothing else that happens to an owned lead is something a rule of this policy counts from.
            }
        }
    }

    private static long until(Event event) {
        String until = event.data().path("until").asText("");
        return until.isEmpty() || until.equals("null")
                ? 0
                : Instant.parse(until).toEpochMilli();
    }

    /**
     * Null when no rule applies. First contact counts from the start of the ownership until a follow-up counts; a win is
     * no contact. Silence counts from the later of the start and the last follow-up that counts.
     */
    Deadline deadline(Policy policy, String grade, boolean won) {
        long lastMillis = followups.values().stream().mapToLong(at -> at).max().orElse(startMillis);
        Deadline first = followups.isEmpty()
                ? new Deadline(pauses.after(startMillis, policy.firstContact().toMillis()), Policy.FIRST_CONTACT)
                : null;
        Deadline silence = policy.silentGrades().contains(grade) && !won
                ? new Deadline(pauses.after(lastMillis, policy.silence().toMillis()), Policy.SILENCE)
                : null;
        if (first == null || silence == null) {
            return first == null ? silence : first;
        }
        return silence.atMillis < first.atMillis ? silence : first;
    }
}
