package io.pelagos.team;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The dates that are not worked like their weekday. Dates are counted in days since 1970. */
final class WorkDates {
    /** Stands where a weekday would, for a date on which nobody works. */
    static final int NOBODY = 0;

    private static final int MAX_DATES = 2000;

    // Two arrays in the order of the dates: looked up for each day of each deadline, without boxing.
    private final long[] dates;
    private final byte[] weekdays;

    private WorkDates(SortedMap<Long, Integer> exceptions) {
        dates = exceptions.keySet().stream().mapToLong(Long::longValue).toArray();
        weekdays = new byte[dates.length];
        int i = 0;
        for (int weekday : exceptions.values()) {
            weekdays[i++] = (byte) weekday;
        }
    }

    /**
     * From the fields {@code holidays} and {@code make_up_days}.
     *
     * @param week null when it was faulty, so that nothing can be said about the weekdays named
     */
    static WorkDates in(Document document, @Nullable WorkWeek week) {
        SortedMap<Long, Integer> exceptions = new TreeMap<>();
        List<String> holidays = document.texts("holidays", MAX_DATES, 10);
        for (int i = 0; i < holidays.size(); i++) {
            LocalDate date = date(document, "holidays/" + i, holidays.get(i));
            if (date != null) {
                exceptions.put(date.toEpochDay(), NOBODY);
            }
        }
        Set<LocalDate> madeUp = new HashSet<>();
        document.list("make_up_days", MAX_DATES, item -> {
            String text = item.text("day", 10);
            LocalDate date = text.isEmpty() ? null : date(item, "day", text);
            int weekday = weekday(item, week);
            if (date != null && !madeUp.add(date)) {
                item.fault("day", "is there twice");
            } else if (date != null) {
                exceptions.put(date.toEpochDay(), weekday);
            }
            return item;
        });
        return new WorkDates(exceptions);
    }

    private static int weekday(Document item, @Nullable WorkWeek week) {
        int weekday = WorkWeek.WEEKDAYS.indexOf(item.choice("as", WorkWeek.WEEKDAYS, "mon")) + 1;
        if (week != null && week.minutes(weekday).length == 0) {
            item.fault("as", "must be a weekday that has shifts");
        }
        return weekday;
    }

    private static @Nullable LocalDate date(Document document, String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            document.fault(name, "must be a date such as 2026-10-01");
            return null;
        }
    }

    /** As {@link java.time.DayOfWeek#getValue}: the weekday whose shifts the date has, or {@link #NOBODY}. */
    int weekday(long date) {
        int exception = Arrays.binarySearch(dates, date);
        // The first day of 1970 was a Thursday.
        return exception >= 0 ? weekdays[exception] : (int) Math.floorMod(date + 3, 7L) + 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkDates that
                && Arrays.equals(dates, that.dates)
                && Arrays.equals(weekdays, that.weekdays);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(dates) + Arrays.hashCode(weekdays);
    }
}
