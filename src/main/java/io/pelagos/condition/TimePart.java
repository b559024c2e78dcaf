package io.pelagos.condition;

import io.pelagos.team.Document;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a lead comes in, by the tenant's clock and calendar. A time from 22:00 to 06:00 runs past midnight and belongs to
 * the day on which it begins.
 *
 * @param fromMinute after midnight
 * @param toMinute after midnight, exclusive; as {@code fromMinute}: the whole day
 * @param days 1 Monday to 7 Sunday
 * @param working whether it must be working time, or must not; without a calendar all time is; null: does not matter
 */
record TimePart(
        int fromMinute,
        int toMinute,
        Set<Integer> days,
        @Nullable Boolean working) implements Condition {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern TIME = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d");
    private static final Pattern END = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d|24:00");
    private static final int DAY_MINUTES = 24 * 60;

    @Override
    public Set<String> ownFields() {
        return Set.of();
    }

    @Override
    public boolean test(Subject subject) {
        if (working != null && working != subject.working()) {
            return false;
        }
        ZonedDateTime at = Instant.ofEpochMilli(subject.atMillis()).atZone(subject.zone());
        int minute = at.getHour() * 60 + at.getMinute();
        int today = at.getDayOfWeek().getValue();
        if (fromMinute < toMinute) {
            return minute >= fromMinute && minute < toMinute && days.contains(today);
        }
        int yesterday = today == 1 ? DAYS.size() : today - 1;
        return (minute >= fromMinute && days.contains(today)) || (minute < toMinute && days.contains(yesterday));
    }

    static Condition in(Document document) {
        Condition read = document.object("time", TimePart::read);
        if (read == null && !document.faulty("time")) {
            document.fault("time", "must be an object");
        }
        return read == null ? ALWAYS : read;
    }

    private static Condition read(Document document) {
        String from = document.optionalText("from", TIME, "a time such as 09:00");
        String to = document.optionalText("to", END, "a time such as 18:00, at most 24:00");
        if (document.has("from") != document.has("to")) {
            document.fault(document.has("from") ? "to" : "from", "is required beside the other");
        } else if (from != null && from.equals(to)) {
            document.fault("to", "must differ from from");
        }
        Set<Integer> days = new HashSet<>();
        document.choices("days", DAYS).forEach(day -> days.add(DAYS.indexOf(day) + 1));
        if (!document.has("from") && !document.has("to") && !document.has("days") && !document.has("working")) {
            document.fault("from", "is required with to, or days, or working");
        } else if (document.has("days") && days.isEmpty() && !document.faulty("days")) {
            document.fault("days", "must name a weekday");
        }
        return new TimePart(
                from == null ? 0 : minute(from),
                to == null ? DAY_MINUTES : minute(to),
                days.isEmpty() ? Set.of(1, 2, 3, 4, 5, 6, 7) : Set.copyOf(days),
                document.has("working") ? (Boolean) document.flag("working", true) : null);
    }

    private static int minute(String time) {
        return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
    }
}
