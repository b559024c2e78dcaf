package io.pelagos.task;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A day of a firm, as somebody looks at it: today holds what was left over from before, too.
 *
 * @param fromMillis its begin in the firm's time zone, and {@code toMillis} the next one's
 */
public record Day(LocalDate date, long fromMillis, long toMillis, long nowMillis) {

    /** @param date null for today */
    public static Day of(@Nullable LocalDate date, ZoneId zone, long nowMillis) {
        LocalDate day =
                date == null ? Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate() : date;
        return new Day(day, millis(day, zone), millis(day.plusDays(1), zone), nowMillis);
    }

    private static long millis(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** From when on something belongs to it. */
    long sinceMillis() {
        boolean today = fromMillis <= nowMillis && nowMillis < toMillis;
        return today ? 0 : fromMillis;
    }

    boolean holds(long atMillis) {
        return atMillis >= sinceMillis() && atMillis < toMillis;
    }

    public boolean overdue(long atMillis) {
        return atMillis < nowMillis;
    }
}
