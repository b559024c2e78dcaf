package io.pelagos.team;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The small judgements behind {@link Document}. */
final class Faults {
    static final Instant EARLIEST = Instant.EPOCH;
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Faults() {}

    static @Nullable String text(String text, int max) {
        if (text.isEmpty()) {
            return "must not be empty";
        }
        if (text.length() > max) {
            return "must have at most " + max + " characters";
        }
        return Text.fault(text);
    }

    static String range(long min, long max) {
        return max == Long.MAX_VALUE
                ? "must be a whole number of at least " + min
                : "must be a whole number from " + min + " to " + max;
    }
}
