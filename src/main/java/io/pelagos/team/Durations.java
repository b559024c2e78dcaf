package io.pelagos.team;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** ISO 8601 durations without years and months, which have no fixed length, and without signs. */
public final class Durations {
    private static final Pattern SHAPE = Pattern.compile(
            "P(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(?:T(?=\\d)(?:(\\d{1,6})H)?(?:(\\d{1,7})M)?(?:(\\d{1,9})S)?)?");

    private Durations() {}

    /** Null when the text is not a duration. */
    public static @Nullable Duration parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (text.length() < 3 || !matcher.matches()) {
            return null;
        }
        return Duration.ofDays(7 * number(matcher.group(1)) + number(matcher.group(2)))
                .plusHours(number(matcher.group(3)))
                .plusMinutes(number(matcher.group(4)))
                .plusSeconds(number(matcher.group(5)));
    }

    /** Whole days as {@code P7D}, anything else as Java writes it: {@code PT48H}. */
    public static String text(Duration duration) {
        boolean days = !duration.isZero() && duration.toSeconds() % 86_400 == 0;
        return days ? "P" + duration.toDays() + "D" : duration.toString();
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
