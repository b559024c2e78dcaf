package io.pelagos.team;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long a firm keeps what is no fact of a lead, and whom closed leads were of. What is not named stays, or as long as
 * the server keeps it.
 *
 * @param kept kind, as in {@link #KINDS}, to how long
 */
public record Retention(Map<String, Duration> kept) {
    static final Retention NONE = new Retention(Map.of());
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    /** Kind to the shortest time: what still works for somebody may not be taken away. */
    private static final Map<String, Duration> KINDS = Map.of(
            "closed_leads", MONTH,
            "calls", MONTH,
            "tasks", WEEK,
            "dead_letters", Duration.ofDays(1),
            "config_history", MONTH,
            "tokens", Duration.ofDays(1));

    static Retention read(Document document) {
        Map<String, Duration> kept = new TreeMap<>();
        KINDS.forEach((kind, shortest) -> {
            Duration time = document.duration(kind, LONGEST);
            if (time != null && time.compareTo(shortest) < 0) {
                document.fault(kind, "must be at least " + Durations.text(shortest));
            } else if (time != null) {
                kept.put(kind, time);
            }
        });
        return new Retention(kept);
    }
}
