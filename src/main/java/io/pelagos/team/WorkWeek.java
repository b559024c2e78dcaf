package io.pelagos.team;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shifts of each weekday, by the clock on the wall. */
final class WorkWeek {
    /** As {@link DayOfWeek} counts them. */
    static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private static final int DAY_MINUTES = 24 * 60;
    private static final Pattern TIME = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern END = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d|24:00");

    private record Item(List<String> days, String from, String to) {}

    /** Where a shift lies in the week that begins on Monday, and which item of the document said so. */
    private record Placed(int weekday, int from, int to, int item) {}

    private final int[][] minutes;

    private WorkWeek(List<Placed> shifts) {
        minutes = new int[WEEKDAYS.size()][];
        for (int i = 0; i < minutes.length; i++) {
            int weekday = i;
            minutes[i] = shifts.stream()
                    .filter(shift -> shift.weekday == weekday)
                    .flatMapToInt(shift -> Arrays.stream(new int[] {shift.from, shift.to}))
                    .map(minute -> minute - weekday * DAY_MINUTES)
                    .toArray();
        }
    }

    /** From the field {@code shifts}; null after a fault. */
    static @Nullable WorkWeek in(Document document) {
        List<Item> items = document.list("shifts", 50, WorkWeek::item);
        if (items.isEmpty() && !document.faulty("shifts")) {
            document.fault("shifts", "must have 1 to 50 shifts");
        }
        if (document.faulty("shifts")) {
            return null;
        }
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            int from = minute(item.from);
            int to = minute(item.to) > from ? minute(item.to) : minute(item.to) + DAY_MINUTES;
            for (String day : item.days) {
                int weekday = WEEKDAYS.indexOf(day);
                placed.add(new Placed(weekday, weekday * DAY_MINUTES + from, weekday * DAY_MINUTES + to, i));
            }
        }
        placed.sort(Comparator.comparingInt(Placed::from));
        return overlap(document, placed) ? null : new WorkWeek(placed);
    }

    private static Item item(Document document) {
        List<String> days = document.choices("days", WEEKDAYS);
        if (days.isEmpty() && !document.faulty("days")) {
            document.fault("days", "must name a weekday");
        }
        return new Item(
                days,
                document.text("from", TIME, "a time such as 09:00"),
                document.text("to", END, "a time such as 18:00, at most 24:00"));
    }

    private static int minute(String time) {
        return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
    }

    // In the order of their beginnings it is enough to look at neighbours; Sunday's neighbour is Monday.
    private static boolean overlap(Document document, List<Placed> shifts) {
        Set<Integer> faulty = new HashSet<>();
        for (int i = 0; i < shifts.size(); i++) {
            Placed shift = shifts.get(i);
            boolean last = i == shifts.size() - 1;
            Placed next = shifts.get(last ? 0 : i + 1);
            int nextFrom = last ? next.from + WEEKDAYS.size() * DAY_MINUTES : next.from;
            int item = Math.max(shift.item, next.item);
            if (shift.to > nextFrom && faulty.add(item)) {
                document.fault("shifts/" + item, "overlaps another shift on " + WEEKDAYS.get(next.weekday));
            }
        }
        return !faulty.isEmpty();
    }

    /**
     * A weekday's shifts in order: where each begins and ends, in minutes after midnight, up to 48 hours. Not to be
     * changed.
     *
     * @param weekday as {@link DayOfWeek#getValue}
     */
    int[] minutes(int weekday) {
        return minutes[weekday - 1];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkWeek that && Arrays.deepEquals(minutes, that.minutes);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(minutes);
    }
}
