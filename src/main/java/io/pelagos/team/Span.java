package io.pelagos.team;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A length of time as a rule says it: two days are not 48 hours when only working time counts. Written as in ISO 8601
 * without years and months, which have no fixed length, and without signs.
 *
 * @param days weeks count as seven
 * @param millis hours, minutes and seconds; a text of 48 hours stays 48 hours
 */
public record Span(int days, long millis) {
    private static final Pattern SHAPE = Pattern.compile(
            "P(?:(\\d{1,4})W)?(?:(\\d{1,5})D)?(?:T(?=\\d)(?:(\\d{1,6})H)?(?:(\\d{1,7})M)?(?:(\\d{1,9})S)?)?");

    public Span {
        if (days < 0 || millis < 0) {
            throw new IllegalArgumentException("A span is not negative: " + days + " d, " + millis + " ms");
        }
    }

    /** Null when the text is not a span. */
    public static @Nullable Span parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (text.length() < 3 || !matcher.matches()) {
            return null;
        }
        Duration rest = Duration.ofHours(number(matcher.group(3)))
                .plusMinutes(number(matcher.group(4)))
                .plusSeconds(number(matcher.group(5)));
        return new Span((int) (7 * number(matcher.group(1)) + number(matcher.group(2))), rest.toMillis());
    }

    /** {@code P2D}, {@code PT48H}, {@code P1DT6H}. */
    public String text() {
        String rest = Duration.ofMillis(millis).toString();
        if (days == 0) {
            return rest;
        }
        return "P" + days + "D" + (millis == 0 ? "" : rest.substring(1));
    }

    /** Each day as 24 hours. */
    public Duration duration() {
        return Duration.ofDays(days).plusMillis(millis);
    }

    public boolean isZero() {
        return days == 0 && millis == 0;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
