package io.pelagos.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkCalendarTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    // The week of 28 September 2026 begins on a Monday; the first week of October is off, and Saturday 10 made up.
    private static final String OFFICE = """
            {'shifts':[{'days':['mon','tue','wed','thu','fri'],'from':'13:30','to':'18:00'},
                       {'days':['mon','tue','wed','thu','fri'],'from':'09:00','to':'12:00'}],
             'holidays':['2026-10-01','2026-10-02','2026-10-05','2026-10-06','2026-10-07','2026-10-10'],
             'make_up_days':[{'day':'2026-10-10','as':'fri'}]}""";
    private static final String NIGHTS =
            "{'shifts':[{'days':['mon','tue','wed','thu','fri'],'from':'22:00','to':'06:00'}]}";
    private static final String WHOLE_DAYS =
            "{'shifts':[{'days':['mon','tue','wed','thu','fri'],'from':'00:00','to':'24:00'}]}";
    private static final String ALWAYS =
            "{'shifts':[{'days':['mon','tue','wed','thu','fri','sat','sun'],'from':'00:00','to':'00:00'}]}";
    private static final String DAYS_AND_A_NIGHT = """
            {'shifts':[{'days':['mon','tue','wed','thu','fri'],'from':'09:00','to':'17:00'},
                       {'days':['sat'],'from':'22:00','to':'06:00'}]}""";

    @ParameterizedTest
    @CsvSource({
        "2026-09-28T10:00, PT0S,   2026-09-28T10:00",
        "2026-09-28T12:00, PT0S,   2026-09-28T13:30",
        "2026-09-28T18:00, PT0S,   2026-09-29T09:00",
        "2026-09-28T10:00, PT1H,   2026-09-28T11:00",
        "2026-09-28T11:00, PT1H,   2026-09-28T12:00",
        "2026-09-28T11:30, PT1H,   2026-09-28T14:00",
        "2026-09-28T12:30, PT1H,   2026-09-28T14:30",
        "2026-09-28T17:30, PT1H,   2026-09-29T09:30",
        "2026-09-28T18:00, PT1H,   2026-09-29T10:00",
        "2026-09-28T09:00, PT48H,  2026-10-12T12:00",
        "2026-09-30T17:00, PT2H,   2026-10-08T10:00",
        "2026-10-09T17:00, PT2H,   2026-10-10T10:00",
        "2026-10-10T17:00, PT2H,   2026-10-12T10:00",
        "2026-09-28T10:00, P1D,    2026-09-29T10:00",
        "2026-09-28T12:00, P1D,    2026-09-29T12:00",
        "2026-09-28T12:30, P1D,    2026-09-29T13:30",
        "2026-09-28T18:00, P1D,    2026-09-29T18:00",
        "2026-09-28T18:01, P1D,    2026-09-30T09:00",
        "2026-09-28T18:00, P1DT1H, 2026-09-30T10:00",
        "2026-09-28T10:00, P1DT6H, 2026-09-29T17:30",
        "2026-09-30T10:00, P1D,    2026-10-08T10:00",
        "2026-10-01T10:00, P1D,    2026-10-09T09:00",
        "2026-10-09T10:00, P3D,    2026-10-13T10:00",
        "2026-10-11T10:00, P1D,    2026-10-13T09:00",
        "2026-09-28T10:00, P1W,    2026-10-13T10:00",
    })
    void an_office_with_a_lunch_break_weekends_holidays_and_a_make_up_day(String from, String span, String to) {
        assertPlus(OFFICE, SHANGHAI, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-28T23:00, PT8H,   2026-09-29T23:00",
        "2026-09-28T23:00, PT7H,   2026-09-29T06:00",
        "2026-09-28T12:00, P1D,    2026-09-29T22:00",
        "2026-10-02T23:00, P1D,    2026-10-05T23:00",
        "2026-09-29T05:00, P1D,    2026-09-30T05:00",
        "2026-10-03T05:00, P1D,    2026-10-06T05:00",
        "2026-10-03T06:00, P1D,    2026-10-06T06:00",
        "2026-10-03T06:01, P1D,    2026-10-06T22:00",
        "2026-10-03T05:00, P1DT2H, 2026-10-06T23:00",
    })
    void a_night_belongs_to_the_date_on_which_it_began(String from, String span, String to) {
        assertPlus(NIGHTS, SHANGHAI, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-04T05:00, P1D,  2026-10-06T09:00",
        "2026-10-03T23:00, P1D,  2026-10-06T09:00",
        "2026-10-02T12:00, P1D,  2026-10-03T22:00",
        "2026-10-02T12:00, P2D,  2026-10-05T12:00",
        "2026-10-02T16:00, PT3H, 2026-10-04T00:00",
    })
    void a_time_at_which_nobody_works_is_the_next_opening(String from, String span, String to) {
        assertPlus(DAYS_AND_A_NIGHT, SHANGHAI, from, span, to);
    }

    // Saturday at 05:00 is Friday's night, and so comes before Monday at 02:00: its answer may not come after Monday's.
    @ParameterizedTest
    @CsvSource({
        "2026-10-03T05:00, P1D, 2026-10-13T02:00",
        "2026-10-12T02:00, P1D, 2026-10-13T02:00",
        "2026-10-12T05:00, P1D, 2026-10-13T05:00",
        "2026-10-03T05:00, P2D, 2026-10-16T22:00",
    })
    void the_end_of_a_night_does_not_overtake_the_next_day(String from, String span, String to) {
        String json = """
                {'shifts':[{'days':['mon','tue'],'from':'02:00','to':'07:00'},
                           {'days':['fri'],'from':'22:00','to':'06:00'}],
                 'holidays':['2026-10-05','2026-10-06','2026-10-09']}""";
        assertPlus(json, SHANGHAI, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-03T03:30, P2D, 2026-10-07T03:30",
        "2026-10-03T05:30, P2D, 2026-10-07T04:00",
        "2026-10-05T04:00, P2D, 2026-10-07T04:00",
    })
    void nor_does_a_night_into_which_a_make_up_day_runs(String from, String span, String to) {
        String json = """
                {'shifts':[{'days':['fri'],'from':'22:00','to':'06:00'},{'days':['mon'],'from':'04:00','to':'08:00'}],
                 'make_up_days':[{'day':'2026-10-06','as':'fri'},{'day':'2026-10-07','as':'mon'}]}""";
        assertPlus(json, SHANGHAI, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-02T00:00, P1D,   2026-10-05T00:00",
        "2026-10-03T00:00, P1D,   2026-10-06T00:00",
        "2026-10-02T12:00, PT24H, 2026-10-05T12:00",
        "2026-10-02T12:00, PT12H, 2026-10-03T00:00",
        "2026-09-29T12:00, PT24H, 2026-09-30T12:00",
    })
    void whole_days_touch_at_midnight(String from, String span, String to) {
        assertPlus(WHOLE_DAYS, SHANGHAI, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,    2026-03-28T12:00,       PT24H, 2026-03-29T13:00+02:00",
        "Europe/Berlin,    2026-03-28T12:00,       P1D,   2026-03-29T12:00+02:00",
        "Europe/Berlin,    2026-03-28T02:30,       P1D,   2026-03-29T03:00+02:00",
        "Europe/Berlin,    2026-03-28T02:30,       P2D,   2026-03-30T02:30+02:00",
        "Europe/Berlin,    2026-10-24T12:00,       PT24H, 2026-10-25T11:00+01:00",
        "Europe/Berlin,    2026-10-24T12:00,       P1D,   2026-10-25T12:00+01:00",
        "Europe/Berlin,    2026-10-24T02:30,       P1D,   2026-10-25T02:30+02:00",
        "Europe/Berlin,    2026-10-25T02:30+02:00, P1D,   2026-10-26T02:30+01:00",
        "Europe/Berlin,    2026-10-25T02:30+01:00, P1D,   2026-10-26T03:00+01:00",
        "America/New_York, 2026-03-07T12:00,       PT24H, 2026-03-08T13:00-04:00",
        "America/New_York, 2026-03-07T12:00,       P1D,   2026-03-08T12:00-04:00",
        "America/New_York, 2026-10-31T12:00,       PT24H, 2026-11-01T11:00-05:00",
        "America/New_York, 2026-10-31T12:00,       P1D,   2026-11-01T12:00-05:00",
        "Asia/Shanghai,    2026-03-28T12:00,       PT24H, 2026-03-29T12:00+08:00",
    })
    void days_go_by_the_wall_and_hours_by_the_watch(ZoneId zone, String from, String span, String to) {
        assertPlus(ALWAYS, zone, from, span, to);
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 22:00, 06:00, 2026-03-08, PT7H",
        "America/New_York, 22:00, 06:00, 2026-03-15, PT8H",
        "America/New_York, 22:00, 06:00, 2026-11-01, PT9H",
        "Europe/Berlin,    22:00, 06:00, 2026-03-29, PT7H",
        "Europe/Berlin,    22:00, 06:00, 2026-10-25, PT9H",
        "Europe/Berlin,    22:00, 02:30, 2026-03-29, PT4H30M",
        "Europe/Berlin,    22:00, 02:30, 2026-10-25, PT4H30M",
        "Asia/Shanghai,    22:00, 06:00, 2026-03-29, PT8H",
    })
    void a_night_of_saturday_has_the_hours_that_pass(
            ZoneId zone, String from, String to, LocalDate sunday, Duration length) {
        WorkCalendar calendar = calendar("{'shifts':[{'days':['sat'],'from':'" + from + "','to':'" + to + "'}]}", zone);
        assertThat(calendar.between(midnight(zone, sunday.minusDays(1)), midnight(zone, sunday.plusDays(1))))
                .isEqualTo(length.toMillis());
    }

    @ParameterizedTest
    @CsvSource({
        "02:30, 06:00, 2026-03-29, 2026-03-29T03:30+02:00, PT2H30M",
        "03:00, 06:00, 2026-03-29, 2026-03-29T03:00+02:00, PT3H",
        "02:00, 03:00, 2026-03-29, 2026-04-05T02:00+02:00, PT0S",
        "02:30, 03:10, 2026-03-29, 2026-04-05T02:30+02:00, PT0S",
        "02:15, 02:45, 2026-03-29, 2026-03-29T03:15+02:00, PT30M",
        "02:00, 03:00, 2026-10-25, 2026-10-25T02:00+02:00, PT2H",
        "02:30, 06:00, 2026-10-25, 2026-10-25T02:30+02:00, PT4H30M",
    })
    void a_shift_of_sunday_whose_time_is_missing_or_comes_twice(
            String from, String to, LocalDate sunday, String opening, Duration length) {
        WorkCalendar calendar =
                calendar("{'shifts':[{'days':['sun'],'from':'" + from + "','to':'" + to + "'}]}", BERLIN);
        long midnight = midnight(BERLIN, sunday);
        assertThat(show(calendar.nextOpening(midnight), BERLIN)).isEqualTo(show(at(opening, BERLIN), BERLIN));
        assertThat(calendar.between(midnight, midnight(BERLIN, sunday.plusDays(1))))
                .isEqualTo(length.toMillis());
    }

    @Test
    void shifts_that_a_gap_pushes_into_one_another_are_one() {
        WorkCalendar calendar = calendar("""
                {'shifts':[{'days':['sun'],'from':'02:30','to':'02:45'},
                           {'days':['sun'],'from':'03:10','to':'03:40'}]}""", BERLIN);
        long opening = calendar.nextOpening(at("2026-03-29T00:00", BERLIN));
        assertThat(show(opening, BERLIN)).isEqualTo("2026-03-29T03:10+02:00");
        assertThat(show(calendar.closing(opening), BERLIN)).isEqualTo("2026-03-29T03:45+02:00");
        assertThat(calendar.between(opening, at("2026-03-30T00:00", BERLIN))).isEqualTo(35 * 60_000);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-28T08:59, false, 2026-09-28T09:00, 2026-09-28T08:59, 2026-09-25T18:00",
        "2026-09-28T09:00, true,  2026-09-28T09:00, 2026-09-28T12:00, 2026-09-25T18:00",
        "2026-09-28T12:00, false, 2026-09-28T13:30, 2026-09-28T12:00, 2026-09-28T12:00",
        "2026-09-28T15:00, true,  2026-09-28T15:00, 2026-09-28T18:00, 2026-09-28T12:00",
        "2026-10-07T10:00, false, 2026-10-08T09:00, 2026-10-07T10:00, 2026-09-30T18:00",
        "2026-10-10T10:00, true,  2026-10-10T10:00, 2026-10-10T12:00, 2026-10-09T18:00",
    })
    void knows_what_is_open_and_for_how_long(String at, boolean open, String opening, String closing, String last) {
        assertState(calendar(OFFICE, SHANGHAI), at, open, opening, closing, last);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-29T05:59, true,  2026-09-29T05:59, 2026-09-29T06:00, 2026-09-26T06:00",
        "2026-09-29T06:00, false, 2026-09-29T22:00, 2026-09-29T06:00, 2026-09-29T06:00",
        "2026-10-03T03:00, true,  2026-10-03T03:00, 2026-10-03T06:00, 2026-10-02T06:00",
        "2026-10-04T23:00, false, 2026-10-05T22:00, 2026-10-04T23:00, 2026-10-03T06:00",
    })
    void a_night_is_open_past_midnight(String at, boolean open, String opening, String closing, String last) {
        assertState(calendar(NIGHTS, SHANGHAI), at, open, opening, closing, last);
    }

    @Test
    void days_that_touch_close_once() {
        WorkCalendar calendar = calendar(WHOLE_DAYS, SHANGHAI);
        assertState(calendar, "2026-09-29T12:00", true, "2026-09-29T12:00", "2026-10-03T00:00", "2026-09-26T00:00");
        assertThat(calendar(ALWAYS, SHANGHAI).closing(at("2026-09-29T12:00", SHANGHAI)))
                .isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar(ALWAYS, SHANGHAI).lastClosing(at("2026-09-29T12:00", SHANGHAI)))
                .isZero();
    }

    @Test
    void a_make_up_day_that_runs_into_a_night_is_one_with_it() {
        WorkCalendar calendar = calendar("""
                {'shifts':[{'days':['fri'],'from':'22:00','to':'06:00'},{'days':['mon'],'from':'04:00','to':'08:00'}],
                 'make_up_days':[{'day':'2026-10-03'}]}""", SHANGHAI);
        long from = at("2026-10-02T22:00", SHANGHAI);
        assertThat(show(calendar.closing(from), SHANGHAI)).isEqualTo("2026-10-03T08:00+08:00");
        assertThat(calendar.between(from, at("2026-10-04T00:00", SHANGHAI))).isEqualTo(36_000_000);
        assertThat(show(calendar.plusMillis(from, 36_000_000), SHANGHAI)).isEqualTo("2026-10-03T08:00+08:00");
        assertThat(show(calendar.lastClosing(at("2026-10-03T10:00", SHANGHAI)), SHANGHAI))
                .isEqualTo("2026-10-03T08:00+08:00");
        assertThat(show(calendar.lastClosing(at("2026-10-03T07:00", SHANGHAI)), SHANGHAI))
                .isEqualTo("2026-09-28T08:00+08:00");
    }

    @Test
    void a_make_up_day_is_worked_like_the_weekday_it_names() {
        WorkCalendar calendar = calendar("""
                {'shifts':[{'days':['mon'],'from':'09:00','to':'18:00'},{'days':['sat'],'from':'10:00','to':'11:00'}],
                 'make_up_days':[{'day':'2026-09-29','as':'sat'},{'day':'2026-10-03','as':null}]}""", SHANGHAI);
        assertThat(calendar.between(midnight(SHANGHAI, "2026-09-29"), midnight(SHANGHAI, "2026-09-30")))
                .isEqualTo(3_600_000);
        assertThat(calendar.between(midnight(SHANGHAI, "2026-10-03"), midnight(SHANGHAI, "2026-10-04")))
                .isEqualTo(9 * 3_600_000);
    }

    @Test
    void between_runs_to_right_before_its_end_and_never_backwards() {
        WorkCalendar calendar = calendar(OFFICE, NEW_YORK);
        long nine = at("2026-09-28T09:00", NEW_YORK);
        assertThat(calendar.between(nine - 1, nine)).isZero();
        assertThat(calendar.between(nine, nine + 1)).isEqualTo(1);
        assertThat(calendar.between(nine + 1, nine)).isZero();
        assertThat(calendar.between(nine, at("2026-10-05T09:00", NEW_YORK))).isEqualTo(3 * 27_000_000);
        assertThatThrownBy(() -> calendar.plusMillis(nine, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_does_not_open_within_400_days_never_does() {
        JsonArray mondays = new JsonArray();
        for (LocalDate day = LocalDate.of(2026, 10, 5); mondays.size() < 60; day = day.plusWeeks(1)) {
            mondays.add(day.toString());
        }
        JsonObject json = json("{'shifts':[{'days':['mon'],'from':'09:00','to':'10:00'}]}")
                .put("holidays", mondays);
        WorkCalendar calendar = calendar(json, SHANGHAI);
        long monday = at("2026-09-28T09:30", SHANGHAI);
        long later = at("2026-10-01T12:00", SHANGHAI);
        assertThat(show(calendar.plus(monday, Span.parse("PT30M")), SHANGHAI)).isEqualTo("2026-09-28T10:00+08:00");
        assertThat(calendar.plus(monday, Span.parse("PT31M"))).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.plus(monday, Span.parse("P1D"))).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.plus(later, Span.parse("P1D"))).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.nextOpening(later)).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.closing(later)).isEqualTo(later);
        assertThat(show(calendar.closing(monday), SHANGHAI)).isEqualTo("2026-09-28T10:00+08:00");
        assertThat(calendar.lastClosing(at("2027-11-15T12:00", SHANGHAI))).isZero();
        // The first Monday after the holidays is near again.
        assertThat(show(calendar.nextOpening(at("2027-11-15T12:00", SHANGHAI)), SHANGHAI))
                .isEqualTo("2027-11-29T09:00+08:00");
    }

    @ParameterizedTest
    @CsvSource({"PT99H", "P5300D", "P99999D", "P5000DT10H"})
    void what_is_over_a_hundred_years_away_never_comes(String span) {
        WorkCalendar calendar = calendar("{'shifts':[{'days':['mon'],'from':'09:00','to':'09:01'}]}", SHANGHAI);
        long from = at("2026-09-28T09:00", SHANGHAI);
        assertThat(calendar.plus(from, Span.parse(span))).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.plus(WorkCalendar.NEVER, Span.parse("PT1S"))).isEqualTo(WorkCalendar.NEVER);
        assertThat(calendar.between(from, Long.MAX_VALUE)).isBetween(5_200 * 60_000L, 5_240 * 60_000L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                          | /calendar must be an object
            {}                                                          | /calendar/shifts must have 1 to 50 shifts
            {'shifts':[]}                                               | /calendar/shifts must have 1 to 50 shifts
            {'shifts':{}}                                               | /calendar/shifts must be a list
            {'shifts':[5]}                                              | /calendar/shifts/0 must be an object
            {'shifts':[$],'weekend':1}                                  | /calendar/weekend is not a known field
            {'shifts':[{'from':'09:00','to':'18:00'}]}                  | /calendar/shifts/0/days must name a weekday
            {'shifts':[{'days':[],'from':'09:00','to':'18:00'}]}        | /calendar/shifts/0/days must name a weekday
            {'shifts':[{'days':'mon','from':'09:00','to':'18:00'}]}     | /calendar/shifts/0/days must be a list
            {'shifts':[{'days':['monday'],'from':'09:00','to':'18:00'}]} | /calendar/shifts/0/days/0 must be one of mon, tue, wed, thu, fri, sat, sun
            {'shifts':[{'days':['mon','mon'],'from':'09:00','to':'18:00'}]} | /calendar/shifts/0/days/1 is there twice
            {'shifts':[{'days':['mon'],'to':'18:00'}]}                  | /calendar/shifts/0/from is required
            {'shifts':[{'days':['mon'],'from':'24:00','to':'18:00'}]}   | /calendar/shifts/0/from must be a time such as 09:00
            {'shifts':[{'days':['mon'],'from':'9:00','to':'18:00'}]}    | /calendar/shifts/0/from must be a time such as 09:00
            {'shifts':[{'days':['mon'],'from':'09:00','to':'24:01'}]}   | /calendar/shifts/0/to must be a time such as 18:00, at most 24:00
            {'shifts':[{'days':['mon'],'from':'09:00','to':'18:60'}]}   | /calendar/shifts/0/to must be a time such as 18:00, at most 24:00
            {'shifts':[{'days':['mon'],'from':'09:00','to':1800}]}      | /calendar/shifts/0/to must be a text
            {'shifts':[{'days':['mon'],'from':'09:00','to':'18:00','at':1}]} | /calendar/shifts/0/at is not a known field
            {'shifts':[$,{'days':['tue','wed'],'from':'17:59','to':'19:00'}]} | /calendar/shifts/1 overlaps another shift on tue
            {'shifts':[$,{'days':['tue'],'from':'08:00','to':'20:00'}]} | /calendar/shifts/1 overlaps another shift on tue
            {'shifts':[{'days':['mon'],'from':'22:00','to':'10:00'},$]} | /calendar/shifts/1 overlaps another shift on tue
            {'shifts':[{'days':['sun'],'from':'22:00','to':'06:00'},{'days':['mon'],'from':'05:00','to':'07:00'}]} | /calendar/shifts/1 overlaps another shift on mon
            {'shifts':[{'days':['mon','tue'],'from':'08:00','to':'08:00'},{'days':['wed'],'from':'07:00','to':'09:00'}]} | /calendar/shifts/1 overlaps another shift on wed
            {'shifts':[$],'holidays':'2026-10-01'}                      | /calendar/holidays must be a list
            {'shifts':[$],'holidays':['2026-10-01','2026-02-30']}       | /calendar/holidays/1 must be a date such as 2026-10-01
            {'shifts':[$],'holidays':['1.10.2026']}                     | /calendar/holidays/0 must be a date such as 2026-10-01
            {'shifts':[$],'holidays':['2026-10-01','2026-10-01']}       | /calendar/holidays/1 is there twice
            {'shifts':[$],'make_up_days':[{}]}                          | /calendar/make_up_days/0/day is required
            {'shifts':[$],'make_up_days':[{'day':'2026-13-01','as':'tue'}]} | /calendar/make_up_days/0/day must be a date such as 2026-10-01
            {'shifts':[$],'make_up_days':[{'day':'2026-10-10','as':'sat'}]} | /calendar/make_up_days/0/as must be a weekday that has shifts
            {'shifts':[$],'make_up_days':[{'day':'2026-10-10','as':'tuesday'}]} | /calendar/make_up_days/0/as must be one of mon, tue, wed, thu, fri, sat, sun
            {'shifts':[$],'make_up_days':[{'day':'2026-10-10'},{'day':'2026-10-10','as':'tue'}]} | /calendar/make_up_days/1/day is there twice
            {'shifts':[$],'make_up_days':[{'day':'2026-10-10','shift':1}]} | /calendar/make_up_days/0/shift is not a known field
            """)
    void says_where_and_what_is_wrong(String calendar, String fault) {
        assertThat(faults(json("{'calendar':" + calendar.replace("$", SHIFT) + "}")))
                .isEqualTo(fault);
    }

    private static final String SHIFT = "{'days':['mon','tue'],'from':'09:00','to':'18:00'}";

    @Test
    void has_bounds_on_its_lists() {
        JsonArray shifts = new JsonArray();
        JsonArray dates = new JsonArray();
        for (int i = 0; i <= 2000; i++) {
            shifts.add(json(SHIFT));
            dates.add(LocalDate.EPOCH.plusDays(i).toString());
        }
        JsonObject calendar = new JsonObject().put("shifts", shifts);
        assertThat(faults(new JsonObject().put("calendar", calendar)))
                .isEqualTo("/calendar/shifts must have at most 50 items");
        calendar.put("shifts", new JsonArray().add(json(SHIFT))).put("holidays", dates);
        assertThat(faults(new JsonObject().put("calendar", calendar)))
                .isEqualTo("/calendar/holidays must have at most 2000 items");
        calendar.putNull("holidays").put("make_up_days", dates);
        assertThat(faults(new JsonObject().put("calendar", calendar)))
                .isEqualTo("/calendar/make_up_days must have at most 2000 items");
    }

    @Test
    void nothing_is_said_without_a_calendar() {
        assertThat(Document.<WorkCalendar>read(json("{'calendar':null}"), tenant -> WorkCalendar.in(tenant, BERLIN)))
                .isNull();
    }

    @Test
    void calendars_that_say_the_same_are_equal() {
        WorkCalendar calendar = calendar(OFFICE, SHANGHAI);
        WorkCalendar same = calendar("""
                {'make_up_days':[{'as':'fri','day':'2026-10-10'}],
                 'holidays':['2026-10-07','2026-10-06','2026-10-05','2026-10-02','2026-10-01'],
                 'shifts':[{'days':['fri','thu','wed','tue','mon'],'from':'09:00','to':'12:00'},
                           {'days':['mon','tue','wed','thu','fri'],'from':'13:30','to':'18:00'}]}""", SHANGHAI);
        assertThat(same).isEqualTo(calendar).hasSameHashCodeAs(calendar);
        assertThat(calendar(OFFICE, BERLIN)).isNotEqualTo(calendar);
        assertThat(calendar(OFFICE.replace("18:00", "18:01"), SHANGHAI)).isNotEqualTo(calendar);
        assertThat(calendar(OFFICE.replace("'as':'fri'", "'as':'mon'"), SHANGHAI))
                .isNotEqualTo(calendar);
        assertThat(calendar(OFFICE.replace("'2026-10-01',", ""), SHANGHAI)).isNotEqualTo(calendar);
    }

    @Test
    void a_tenant_has_its_calendar_in_its_own_zone() {
        JsonObject tenant = json("{'name':'Acme','time_zone':'Asia/Shanghai','calendar':" + OFFICE + "}");
        assertThat(Tenant.TENANT.read().apply("acme", tenant).calendar()).isEqualTo(calendar(OFFICE, SHANGHAI));
    }

    static WorkCalendar calendar(JsonObject json, ZoneId zone) {
        return Document.read(new JsonObject().put("calendar", json), tenant -> WorkCalendar.in(tenant, zone));
    }

    private static WorkCalendar calendar(String json, ZoneId zone) {
        return calendar(json(json), zone);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static String faults(JsonObject tenant) {
        InvalidDocument invalid = catchThrowableOfType(
                InvalidDocument.class, () -> Document.<WorkCalendar>read(tenant, d -> WorkCalendar.in(d, SHANGHAI)));
        return invalid.faults().stream()
                .map(fault -> fault.pointer() + " " + fault.detail())
                .collect(Collectors.joining(", "));
    }

    private static void assertPlus(String json, ZoneId zone, String from, String span, String to) {
        long plus = calendar(json, zone).plus(at(from, zone), Span.parse(span));
        assertThat(show(plus, zone)).isEqualTo(show(at(to, zone), zone));
    }

    private static void assertState(
            WorkCalendar calendar, String at, boolean open, String opening, String closing, String last) {
        long millis = at(at, SHANGHAI);
        assertThat(calendar.open(millis)).isEqualTo(open);
        assertThat(show(calendar.nextOpening(millis), SHANGHAI)).isEqualTo(opening + "+08:00");
        assertThat(show(calendar.closing(millis), SHANGHAI)).isEqualTo(closing + "+08:00");
        assertThat(show(calendar.lastClosing(millis), SHANGHAI)).isEqualTo(last + "+08:00");
    }

    /** A local time, or one with its offset where that is in doubt. */
    private static long at(String text, ZoneId zone) {
        Instant instant = text.length() > 16
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
        return instant.toEpochMilli();
    }

    private static long midnight(ZoneId zone, LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private static long midnight(ZoneId zone, String date) {
        return midnight(zone, LocalDate.parse(date));
    }

    private static String show(long millis, ZoneId zone) {
        return Instant.ofEpochMilli(millis).atZone(zone).toOffsetDateTime().toString();
    }
}
