package io.pelagos.pool;

import io.pelagos.team.Document;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a claim of a dead number is given back.
 *
 * @param within how long after the claim its owner must have told of the dead number
 * @param outcomes of follow-ups that tell of one
 * @param byCall whether a call record proves it; else a supervisor's verdict does
 */
public record Refund(Duration within, Set<String> outcomes, boolean byCall) {
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int OUTCOMES_MAX = 50;

    static @Nullable Refund in(Document pool) {
        return pool.object("refund", Refund::read);
    }

    private static Refund read(Document document) {
        Duration within = document.duration("within", LONGEST);
        if (within == null && !document.has("within")) {
            document.fault("within", "is required");
        }
        List<String> outcomes = document.texts("outcomes", OUTCOMES_MAX, 60);
        if (outcomes.isEmpty()) {
            document.fault("outcomes", "must name at least one");
        }
        return new Refund(
                within == null ? LONGEST : within,
                Set.copyOf(outcomes),
                document.choice("verified_by", List.of("call", "supervisor"), null)
                        .equals("call"));
    }
}
