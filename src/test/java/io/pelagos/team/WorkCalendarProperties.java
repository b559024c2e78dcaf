package io.pelagos.team;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** What holds for every calendar, near the days on which clocks are set more often than not. */
class WorkCalendarProperties {
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final long MINUTE = 60_000;
    private static final int DAY = 24 * 60;

    // Lord Howe sets its clocks by half an hour, Beirut at midnight.
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Asia/Beirut");
    private static final List<String> CLOCKS_ARE_SET =
            List.of("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01");

    @Property
    void a_later_start_never_gives_an_earlier_moment(
            @ForAll("calendars") WorkCalendar calendar,
            @ForAll("moments") long from,
            @ForAll("laters") long later,
            @ForAll("spans") Span span) {
        assertThat(calendar.plus(from, span)).isBetween(from, calendar.plus(from + later, span));
        long before = 0;
        for (int i = 0; i < 4 * 96; i++) {
            long plus = calendar.plus(from + i * 15L * MINUTE, span);
            assertThat(plus).isGreaterThanOrEqualTo(before);
            before = plus;
        }
    }

    @Property
    void so_much_working_time_later_there_was_so_much_working_time(
            @ForAll("calendars") WorkCalendar calendar,
            @ForAll("moments") long from,
            @ForAll @LongRange(max = 200 * 60 * MINUTE) long working) {
        long to = calendar.plusMillis(from, working);
        assertThat(calendar.between(from, to)).isEqualTo(working);
        assertThat(working == 0 || calendar.between(from, to - 1) == working - 1)
                .isTrue();
    }

    @Property
    void working_time_adds_up(
            @ForAll("calendars") WorkCalendar calendar,
            @ForAll("moments") long first,
            @ForAll("laters") long toSecond,
            @ForAll("laters") long toThird) {
        long second = first + toSecond;
        long third = second + toThird;
        assertThat(calendar.between(first, second) + calendar.between(second, third))
                .isEqualTo(calendar.between(first, third));
    }

    @Property
    void a_moment_that_was_counted_is_in_working_time_or_ends_it(
            @ForAll("calendars") WorkCalendar calendar, @ForAll("moments") long from, @ForAll("spans") Span span) {
        long plus = calendar.plus(from, span);
        assertThat(calendar.open(plus) || calendar.lastClosing(plus) == plus).isTrue();
    }

    @Property
    void working_time_is_the_minutes_that_are_open(
            @ForAll("calendars") WorkCalendar calendar, @ForAll("moments") long from) {
        long start = Math.floorDiv(from, MINUTE) * MINUTE;
        long open = 0;
        for (int i = 0; i < 3 * DAY; i++) {
            open += calendar.open(start + i * MINUTE) ? MINUTE : 0;
        }
        assertThat(calendar.between(start, start + 3 * DAY * MINUTE)).isEqualTo(open);
    }

    @Property
    void what_is_open_closes_and_what_is_closed_was_closed(
            @ForAll("calendars") WorkCalendar calendar, @ForAll("moments") long at) {
        long opening = calendar.nextOpening(at);
        assertThat(calendar.open(at)).isEqualTo(opening == at);
        assertThat(calendar.between(at, opening)).isZero();
        long closing = calendar.closing(opening);
        if (closing == WorkCalendar.NEVER) {
            return;
        }
        assertThat(calendar.open(closing)).isFalse();
        assertThat(calendar.between(opening, closing)).isEqualTo(closing - opening);
        assertThat(calendar.lastClosing(closing)).isEqualTo(closing);
        if (!calendar.open(at)) {
            assertThat(calendar.between(calendar.lastClosing(at), at)).isZero();
        }
    }

    @Provide
    Arbitrary<WorkCalendar> calendars() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(3, weeks()), Tuple.of(1, always())),
                        dates(),
                        madeUp(),
                        Arbitraries.of(ZONES))
                .as((shifts, holidays, madeUp, zone) -> {
                    JsonArray days = new JsonArray();
                    JsonArray worked = shifts.getJsonObject(0).getJsonArray("days");
                    madeUp.forEach(
                            day -> days.add(new JsonObject().put("day", day).put("as", worked.getString(0))));
                    JsonObject json = new JsonObject()
                            .put("shifts", shifts)
                            .put("holidays", new JsonArray(List.copyOf(holidays)))
                            .put("make_up_days", days);
                    return WorkCalendarTest.calendar(json, ZoneId.of(zone));
                });
    }

    /** Cuts a week at some quarters of an hour; every other piece is a shift, or its first 24 hours. */
    private static Arbitrary<JsonArray> weeks() {
        return Arbitraries.integers()
                .between(0, 7 * 96 - 1)
                .list()
                .uniqueElements()
                .ofMinSize(2)
                .ofMaxSize(30)
                .map(cuts -> {
                    List<Integer> quarters = cuts.stream().sorted().toList();
                    JsonArray shifts = new JsonArray();
                    for (int i = 0; i + 1 < quarters.size(); i += 2) {
                        int from = quarters.get(i) * 15;
                        int to = Math.min(quarters.get(i + 1) * 15, from + DAY);
                        shifts.add(new JsonObject()
                                .put("days", new JsonArray().add(WorkWeek.WEEKDAYS.get(from / DAY)))
                                .put("from", time(from))
                                .put("to", time(to)));
                    }
                    return shifts;
                });
    }

    /** The one calendar that is open whenever a clock is set. */
    private static Arbitrary<JsonArray> always() {
        return Arbitraries.create(() -> new JsonArray()
                .add(new JsonObject()
                        .put("days", new JsonArray(WorkWeek.WEEKDAYS))
                        .put("from", "00:00")
                        .put("to", "24:00")));
    }

    private static String time(int minute) {
        return String.format("%02d:%02d", minute / 60 % 24, minute % 60);
    }

    private static Arbitrary<Set<String>> dates() {
        return Arbitraries.integers()
                .between(0, 400)
                .map(day -> FIRST.plusDays(day).toString())
                .set()
                .ofMaxSize(40);
    }

    private static Arbitrary<Set<String>> madeUp() {
        return Arbitraries.oneOf(dates(), Arbitraries.of(CLOCKS_ARE_SET).set().ofMaxSize(3));
    }

    @Provide
    Arbitrary<Long> moments() {
        Arbitrary<Long> any = Arbitraries.longs()
                .between(0, 365L * DAY * MINUTE)
                .map(millis -> FIRST.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() + millis);
        Arbitrary<Long> near = Combinators.combine(
                        Arbitraries.of(CLOCKS_ARE_SET), Arbitraries.longs().between(-4 * 96, 3 * 96))
                .as((day, quarters) -> LocalDate.parse(day)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                                .toEpochMilli()
                        + quarters * 15 * MINUTE);
        return Arbitraries.oneOf(any, near);
    }

    @Provide
    Arbitrary<Long> laters() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 40L * DAY * MINUTE),
                Arbitraries.longs().between(0, 200).map(quarters -> quarters * 15 * MINUTE));
    }

    @Provide
    Arbitrary<Span> spans() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.of(0L, 1L, 15 * MINUTE, 100 * MINUTE, 60 * 60 * MINUTE))
                .as(Span::new);
    }
}
