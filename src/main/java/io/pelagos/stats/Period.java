package io.pelagos.stats;

import com.github.f4b6a3.tsid.Tsid;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time of which there are to be numbers. Times are epoch milliseconds.
 *
 * @param fromMillis included; {@code toMillis} is not
 * @param untilMillis what happens later to what was in the stretch does not count
 * @param grain null: only the whole
 */
public record Period(
        long fromMillis,
        long toMillis,
        long untilMillis,
        ZoneId zone,
        @Nullable Grain grain) {
    public static final int DAYS_MAX = 400;
    public static final int BUCKETS_MAX = 400;

    private static final int MILLIS_SHIFT = 22;

    /** What is wrong with it; null for nothing. */
    public @Nullable String fault() {
        if (toMillis <= fromMillis) {
            return "to must be later than from";
        } else if (untilMillis < toMillis) {
            return "until must not be earlier than to";
        } else if (untilMillis - fromMillis > DAYS_MAX * 86_400_000L) {
            return "from and to, or until, must not be more than " + DAYS_MAX + " days apart";
        } else if (fromMillis < Tsid.TSID_EPOCH) {
            return "from must not be before the year 2020";
        }
        return buckets().size() > BUCKETS_MAX ? "there would be more than " + BUCKETS_MAX + " steps" : null;
    }

    /** The beginnings of its steps, of which the first may lie before it; none without steps. */
    List<Long> buckets() {
        List<Long> starts = new ArrayList<>();
        if (grain == null) {
            return starts;
        }
        ZonedDateTime start = grain.start(at(fromMillis));
        while (start.toInstant().toEpochMilli() < toMillis && starts.size() <= BUCKETS_MAX) {
            starts.add(start.toInstant().toEpochMilli());
            start = grain.next(start);
        }
        return starts;
    }

    /**
     * The one right before it: as many months if it is of whole months, else as many days if it is of whole days, else as
     * long; seen from as much later as this one is.
     */
    public Period previous() {
        ZonedDateTime from = at(fromMillis);
        ZonedDateTime to = at(toMillis);
        ZonedDateTime before;
        if (isMidnight(from) && isMidnight(to)) {
            boolean months = from.getDayOfMonth() == 1 && to.getDayOfMonth() == 1;
            ChronoUnit unit = months ? ChronoUnit.MONTHS : ChronoUnit.DAYS;
            before = from.minus(unit.between(from.toLocalDate(), to.toLocalDate()), unit);
        } else {
            before = from.minus(toMillis - fromMillis, ChronoUnit.MILLIS);
        }
        long beforeMillis = before.toInstant().toEpochMilli();
        return new Period(beforeMillis, fromMillis, fromMillis + untilMillis - toMillis, zone, grain);
    }

    private ZonedDateTime at(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone);
    }

    private static boolean isMidnight(ZonedDateTime time) {
        return time.toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    /** The least id that a lead may have that comes in then: ids grow with time. */
    static long id(long millis) {
        return Math.max(0, millis - Tsid.TSID_EPOCH) << MILLIS_SHIFT;
    }
}
