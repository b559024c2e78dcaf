package io.pelagos.team;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's working time. All moments are epoch milliseconds; working time is open from the beginning of a shift to
 * right before its end. Shifts that touch or overlap are one stretch of working time.
 */
public final class WorkCalendar {
    /** A moment that does not come: nothing opens within 400 days, or it would be over 100 years away. */
    public static final long NEVER = Long.MAX_VALUE / 4;

    static final int IDLE_DAYS = 400;
    private static final int HORIZON_DAYS = 36_525;
    private static final long HORIZON_MILLIS = HORIZON_DAYS * 86_400_000L;

    /** A shift runs past midnight at most once; the second date covers a midnight that the zone moves. */
    static final int DATES_BEFORE = 2;

    private final Shifts shifts;

    private WorkCalendar(Shifts shifts) {
        this.shifts = shifts;
    }

    /** Reads the field {@code calendar} of a tenant; null when absent. */
    static @Nullable WorkCalendar in(Document tenant, ZoneId zone) {
        return tenant.object("calendar", document -> read(document, zone));
    }

    private static @Nullable WorkCalendar read(Document document, ZoneId zone) {
        WorkWeek week = WorkWeek.in(document);
        WorkDates dates = WorkDates.in(document, week);
        return week == null ? null : new WorkCalendar(new Shifts(zone, week, dates));
    }

    /**
     * The moment that is a span of working time later, or {@link #NEVER}. From outside working time it runs from the
     * next opening. Days come first: as many dates later on which a shift begins, at the same time by the clock on the
     * wall, or at the next opening if nobody works then; here the end of a shift still belongs to it. A shift that runs
     * past midnight belongs to the date on which it began. Hours, minutes and seconds are elapsed working time. A later
     * start never gives an earlier moment.
     */
    public long plus(long from, Span span) {
        if (from >= NEVER || span.days() > HORIZON_DAYS) {
            return NEVER;
        }
        if (span.days() == 0) {
            return plusMillis(from, span.millis());
        }
        WorkDays days = new WorkDays(shifts);
        long at = days.plus(days.within(from) ? from : nextOpening(from), span.days());
        if (span.millis() > 0) {
            at = plusMillis(at, span.millis());
        }
        return at - from > HORIZON_MILLIS ? NEVER : at;
    }

    /** The earliest moment with so much working time between; with none, {@link #nextOpening}. */
    public long plusMillis(long from, long workingMillis) {
        if (workingMillis < 0) {
            throw new IllegalArgumentException("Working time does not run backwards: " + workingMillis);
        }
        if (from >= NEVER) {
            return NEVER;
        }
        long left = workingMillis;
        long reached = from;
        long today = shifts.date(from);
        long worked = today;
        for (long date = today - DATES_BEFORE; date - today <= HORIZON_DAYS && date - worked <= IDLE_DAYS; date++) {
            long[] day = shifts.of(date);
            for (int i = 0; i < day.length; i += 2) {
                long start = Math.max(day[i], reached);
                long length = day[i + 1] - start;
                if (length > 0) {
                    if (length >= left) {
                        return start + left;
                    }
                    left -= length;
                    reached = day[i + 1];
                    worked = date;
                }
            }
        }
        return NEVER;
    }

    /** Working milliseconds from one moment to right before another, at most those of 100 years. */
    public long between(long from, long to) {
        long until = Math.min(to, from + HORIZON_MILLIS);
        if (until <= from) {
            return 0;
        }
        long sum = 0;
        long reached = from;
        long last = shifts.date(until);
        for (long date = shifts.date(from) - DATES_BEFORE; date <= last; date++) {
            long[] day = shifts.of(date);
            for (int i = 0; i < day.length; i += 2) {
                long length = Math.min(day[i + 1], until) - Math.max(day[i], reached);
                if (length > 0) {
                    sum += length;
                    reached = day[i + 1];
                }
            }
        }
        return sum;
    }

    public boolean open(long at) {
        long today = shifts.date(at);
        for (long date = today - DATES_BEFORE; date <= today; date++) {
            long[] day = shifts.of(date);
            for (int i = 0; i < day.length; i += 2) {
                if (day[i] <= at && at < day[i + 1]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The moment itself when it is open. */
    public long nextOpening(long at) {
        return plusMillis(at, 0);
    }

    /** The end of the stretch of working time that is open; the moment itself when none is. */
    public long closing(long at) {
        long end = at;
        long today = shifts.date(at);
        for (long date = today - DATES_BEFORE; date <= today + IDLE_DAYS; date++) {
            long[] day = shifts.of(date);
            for (int i = 0; i < day.length; i += 2) {
                if (day[i] > end) {
                    return end;
                }
                end = Math.max(end, day[i + 1]);
            }
        }
        return shifts.date(end) < today + IDLE_DAYS ? end : NEVER;
    }

    /** The latest end of a stretch of working time at or before the moment; 0 if there is none within 400 days. */
    public long lastClosing(long at) {
        long today = shifts.date(at);
        for (long date = today; date >= today - IDLE_DAYS; date--) {
            long[] day = shifts.of(date);
            for (int i = day.length - 1; i > 0; i -= 2) {
                if (day[i] <= at && !open(day[i])) {
                    return day[i];
                }
            }
        }
        return 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkCalendar that && shifts.equals(that.shifts);
    }

    @Override
    public int hashCode() {
        return shifts.hashCode();
    }
}
