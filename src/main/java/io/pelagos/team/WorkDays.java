package io.pelagos.team;

/**
 * Counts working days: dates on which a shift begins. A moment belongs to the date on which its shift began; here the
 * end of a shift still belongs to it. Dates are counted in days since 1970.
 */
record WorkDays(Shifts shifts) {
    private static final long NONE = Long.MAX_VALUE;

    /** Whether a moment is in working time or ends it. */
    boolean within(long at) {
        return began(at) != NONE;
    }

    /**
     * As many working days later, at the same time by the clock on the wall; at the next opening when nobody works then.
     * The answer lies between the first opening of the date that is counted to and that of the working day after it, so
     * that a later start, which may belong to a later date, never gives an earlier answer.
     *
     * @param at a moment {@link #within} working time, or {@link WorkCalendar#NEVER}
     */
    long plus(long at, int count) {
        if (at == WorkCalendar.NEVER) {
            return WorkCalendar.NEVER;
        }
        long began = began(at);
        long date = began;
        for (int i = 0; i < count && date != NONE; i++) {
            date = next(date);
        }
        if (date == NONE) {
            return WorkCalendar.NEVER;
        }
        long wall = shifts.moved(at, date - began);
        long opening = firstOpeningAfter(date);
        long[] day = shifts.of(date);
        for (int i = 0; i < day.length; i += 2) {
            if (wall <= day[i + 1]) {
                return Math.min(Math.max(wall, day[i]), opening);
            }
        }
        return opening;
    }

    /** The date on which the shift began that is open or, if none is, that just ended. */
    private long began(long at) {
        long today = shifts.date(at);
        long ended = NONE;
        for (long date = today - WorkCalendar.DATES_BEFORE; date <= today; date++) {
            long[] day = shifts.of(date);
            for (int i = 0; i < day.length; i += 2) {
                if (day[i] <= at && at < day[i + 1]) {
                    return date;
                }
                if (day[i + 1] == at) {
                    ended = date;
                }
            }
        }
        return ended;
    }

    private long next(long after) {
        for (long date = after + 1; date - after <= WorkCalendar.IDLE_DAYS; date++) {
            if (shifts.any(date)) {
                return date;
            }
        }
        return NONE;
    }

    private long firstOpeningAfter(long after) {
        for (long date = after + 1; date - after <= WorkCalendar.IDLE_DAYS; date++) {
            long[] day = shifts.of(date);
            if (day.length > 0) {
                return day[0];
            }
        }
        return WorkCalendar.NEVER;
    }
}
