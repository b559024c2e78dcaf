package io.pelagos.pool;

import io.pelagos.team.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The time over which a quota counts: a calendar window of the tenant's time zone, or a rolling one.
 *
 * @param length of a rolling window; zero for the others
 */
public record Window(Kind kind, Duration length) {
    /** The kinds. Weeks begin on Monday. */
    public enum Kind {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        ROLLING
    }

    /** Epoch milliseconds; the end does not belong to it. */
    public record Bounds(long startMillis, long endMillis) {}

    private static final Duration LONGEST = Duration.ofDays(31);
    private static final long HOUR_MILLIS = 3_600_000;

    /** Null when the text is neither a word nor a duration from one second to P31D. */
    public static @Nullable Window of(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.ROLLING && text.equals(kind.name().toLowerCase(Locale.ROOT))) {
                return new Window(kind, Duration.ZERO);
            }
        }
        Duration length = Durations.parse(text);
        return length == null || length.isZero() || length.compareTo(LONGEST) > 0
                ? null
                : new Window(Kind.ROLLING, length);
    }

    /** As it was written: {@code day}, {@code PT90M}. */
    public String text() {
        return kind == Kind.ROLLING ? Durations.text(length) : kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The window that an instant falls into. Calendar windows follow one another without gap or
     * overlap, whatever the zone does: a day may have 23 or 25 hours. A rolling window ends right
     * after the instant.
     */
    public Bounds at(ZoneId zone, long nowMillis) {
        LocalDate today = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
        return switch (kind) {
            case HOUR -> hour(zone.getRules(), nowMillis);
            case DAY -> days(zone, today, today.plusDays(1));
            case WEEK -> {
                LocalDate monday = today.minusDays(today.getDayOfWeek().getValue() - 1L);
                yield days(zone, monday, monday.plusDays(7));
            }
            case MONTH -> {
                LocalDate first = today.withDayOfMonth(1);
                yield days(zone, first, first.plusMonths(1));
            }
            case ROLLING -> new Bounds(nowMillis + 1 - length.toMillis(), nowMillis + 1);
        };
    }

    private static Bounds days(ZoneId zone, LocalDate from, LocalDate to) {
        return new Bounds(
                from.atStartOfDay(zone).toInstant().toEpochMilli(),
                to.atStartOfDay(zone).toInstant().toEpochMilli());
    }

    // Hours of the local clock, cut where the clock is set: some zones are set by half an hour.
    private static Bounds hour(ZoneRules rules, long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        long offsetMillis = rules.getOffset(now).getTotalSeconds() * 1000L;
        long start = Math.floorDiv(nowMillis + offsetMillis, HOUR_MILLIS) * HOUR_MILLIS - offsetMillis;
        long end = start + HOUR_MILLIS;
        ZoneOffsetTransition before = rules.previousTransition(now.plusNanos(1));
        if (before != null) {
            start = Math.max(start, before.getInstant().toEpochMilli());
        }
        ZoneOffsetTransition after = rules.nextTransition(now);
        if (after != null) {
            end = Math.min(end, after.getInstant().toEpochMilli());
        }
        return new Bounds(start, end);
    }
}
