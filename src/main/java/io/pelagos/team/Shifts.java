package io.pelagos.team;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From the clock on the wall to epoch milliseconds: when the shifts of a date are. Dates are counted in days since 1970. */
record Shifts(ZoneId zone, WorkWeek week, WorkDates dates) {
    private static final long DAY_MILLIS = 86_400_000;
    private static final long[] NONE = {};

    /** Whether a shift begins on the date. */
    boolean any(long date) {
        int weekday = dates.weekday(date);
        return weekday != WorkDates.NOBODY && week.minutes(weekday).length > 0;
    }

    /** The shifts that begin on the date, in order: where each begins and ends. They may touch, but do not overlap. */
    long[] of(long date) {
        int weekday = dates.weekday(date);
        if (weekday == WorkDates.NOBODY) {
            return NONE;
        }
        int[] minutes = week.minutes(weekday);
        long[] shifts = new long[minutes.length];
        boolean ordered = true;
        for (int i = 0; i < minutes.length; i++) {
            shifts[i] = millis(date, minutes[i]);
            ordered &= i == 0 || shifts[i] > shifts[i - 1] || (i % 2 == 0 && shifts[i] == shifts[i - 1]);
        }
        return ordered ? shifts : tidy(shifts);
    }

    // Java takes the offset from before a gap, and so moves a time in it forward by the gap's length; of a time that
    // comes twice it takes the first.
    private long millis(long date, int minute) {
        LocalDateTime wall = LocalDateTime.ofEpochSecond(date * 86_400 + minute * 60L, 0, ZoneOffset.UTC);
        return wall.toEpochSecond(zone.getRules().getOffset(wall)) * 1000;
    }

    // A time that was moved forward out of a gap may have passed others that were not.
    private static long[] tidy(long[] shifts) {
        List<long[]> pairs = new ArrayList<>();
        for (int i = 0; i < shifts.length; i += 2) {
            if (shifts[i] < shifts[i + 1]) {
                pairs.add(new long[] {shifts[i], shifts[i + 1]});
            }
        }
        pairs.sort(Comparator.comparingLong(pair -> pair[0]));
        for (int i = pairs.size() - 1; i > 0; i--) {
            long[] before = pairs.get(i - 1);
            long[] pair = pairs.get(i);
            if (pair[0] <= before[1]) {
                before[1] = Math.max(before[1], pair[1]);
                pairs.remove(i);
            }
        }
        return pairs.stream().flatMapToLong(java.util.Arrays::stream).toArray();
    }

    /** The local date of a moment. */
    long date(long atMillis) {
        long offsetMillis =
                zone.getRules().getOffset(Instant.ofEpochMilli(atMillis)).getTotalSeconds() * 1000L;
        return Math.floorDiv(atMillis + offsetMillis, DAY_MILLIS);
    }

    /**
     * The same time by the clock on the wall some days later. So that a later moment never becomes an earlier one, a
     * time in a gap is the gap's end, and the second pass of an hour that comes twice counts as the end of that hour.
     */
    long moved(long atMillis, long days) {
        LocalDateTime wall = LocalDateTime.ofInstant(Instant.ofEpochMilli(atMillis), zone);
        ZoneOffsetTransition repeated = zone.getRules().getTransition(wall);
        if (repeated != null && atMillis >= repeated.getInstant().toEpochMilli()) {
            wall = repeated.getDateTimeBefore();
        }
        wall = wall.plusDays(days);
        ZoneOffsetTransition gap = zone.getRules().getTransition(wall);
        return gap != null && gap.isGap()
                ? gap.getInstant().toEpochMilli()
                : wall.toInstant(zone.getRules().getOffset(wall)).toEpochMilli();
    }
}
