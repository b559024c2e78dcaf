package io.pelagos.team;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A {@link Span} where it does not matter whether days or hours were meant. */
public final class Durations {
    private Durations() {}

    /** Null when the text is not a duration. */
    public static @Nullable Duration parse(String text) {
        Span span = Span.parse(text);
        return span == null ? null : span.duration();
    }

    /** Whole days as {@code P7D}, anything else as Java writes it: {@code PT48H}. */
    public static String text(Duration duration) {
        boolean days = !duration.isZero() && duration.toSeconds() % 86_400 == 0;
        return days ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
