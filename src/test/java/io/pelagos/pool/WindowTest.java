package io.pelagos.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    @ParameterizedTest
    @CsvSource({
        // Shanghai has no summer time.
        "hour,  Asia/Shanghai,    2026-03-04T05:59:59.999Z, 2026-03-04T05:00:00Z, 2026-03-04T06:00:00Z",
        "day,   Asia/Shanghai,    2026-03-04T15:59:59.999Z, 2026-03-03T16:00:00Z, 2026-03-04T16:00:00Z",
        "day,   Asia/Shanghai,    2026-03-04T16:00:00Z,     2026-03-04T16:00:00Z, 2026-03-05T16:00:00Z",
        "week,  Asia/Shanghai,    2026-03-04T00:00:00Z,     2026-03-01T16:00:00Z, 2026-03-08T16:00:00Z",
        "week,  Asia/Shanghai,    2026-03-01T15:59:59.999Z, 2026-02-22T16:00:00Z, 2026-03-01T16:00:00Z",
        "month, Asia/Shanghai,    2026-02-28T15:59:59.999Z, 2026-01-31T16:00:00Z, 2026-02-28T16:00:00Z",
        "month, UTC,              2024-02-29T12:00:00Z,     2024-02-01T00:00:00Z, 2024-03-01T00:00:00Z",
        "month, UTC,              2026-12-31T23:59:59Z,     2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        // Half-hour zones: the local clock's hours.
        "hour,  Asia/Kolkata,     2026-03-04T05:45:00Z,     2026-03-04T05:30:00Z, 2026-03-04T06:30:00Z",
        // Berlin: 23 hours in spring, 25 in autumn; the doubled hour is two windows.
        "day,   Europe/Berlin,    2026-03-29T12:00:00Z,     2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "day,   Europe/Berlin,    2026-10-25T12:00:00Z,     2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "week,  Europe/Berlin,    2026-03-29T12:00:00Z,     2026-03-22T23:00:00Z, 2026-03-29T22:00:00Z",
        "month, Europe/Berlin,    2026-10-25T12:00:00Z,     2026-09-30T22:00:00Z, 2026-10-31T23:00:00Z",
        "hour,  Europe/Berlin,    2026-03-29T00:59:00Z,     2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
        "hour,  Europe/Berlin,    2026-10-25T00:30:00Z,     2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z",
        "hour,  Europe/Berlin,    2026-10-25T01:30:00Z,     2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z",
        // Lord Howe turns the clock by half an hour: 02:00 becomes 01:30, a short hour.
        "hour,  Australia/Lord_Howe, 2026-04-04T14:59:00Z,  2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z",
        "hour,  Australia/Lord_Howe, 2026-04-04T15:10:00Z,  2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z",
        // Beirut turns the clock at midnight, so that its day begins at 01:00.
        "day,   Asia/Beirut,      2026-03-29T12:00:00Z,     2026-03-28T22:00:00Z, 2026-03-29T21:00:00Z",
        // Samoa had no 30 December 2011.
        "day,   Pacific/Apia,     2011-12-30T09:00:00Z,     2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "day,   Pacific/Apia,     2011-12-30T10:00:00Z,     2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        "PT90M, Asia/Shanghai,    2026-03-04T05:00:00Z,     2026-03-04T03:30:00.001Z, 2026-03-04T05:00:00.001Z"
    })
    void knows_its_bounds(String window, String zone, String now, String start, String end) {
        Window.Bounds bounds =
                Window.of(window).at(ZoneId.of(zone), Instant.parse(now).toEpochMilli());
        assertThat(Instant.ofEpochMilli(bounds.startMillis())).isEqualTo(start);
        assertThat(Instant.ofEpochMilli(bounds.endMillis())).isEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "Australia/Lord_Howe",
                "America/Havana",
                "America/Sao_Paulo",
                "Asia/Beirut",
                "Pacific/Apia",
                "Africa/Casablanca",
                "Asia/Kathmandu"
            })
    void calendar_windows_follow_one_another_without_gap_or_overlap(String zone) {
        ZoneId id = ZoneId.of(zone);
        long end = Instant.parse("2012-06-01T00:00:00Z").toEpochMilli();
        for (String text : new String[] {"hour", "day", "week", "month"}) {
            Window window = Window.of(text);
            long now = Instant.parse("2011-01-01T00:00:00Z").toEpochMilli();
            Window.Bounds before = window.at(id, now);
            while (now < end) {
                now = before.endMillis();
                Window.Bounds next = window.at(id, now);
                assertThat(next.startMillis()).as(text).isEqualTo(now);
                assertThat(next.endMillis()).as(text).isGreaterThan(now);
                assertThat(window.at(id, now + (next.endMillis() - now) / 2))
                        .as(text)
                        .isEqualTo(next);
                assertThat(window.at(id, next.endMillis() - 1)).as(text).isEqualTo(next);
                before = next;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "year", "HOUR", "rolling", "PT0S", "P32D", "P1M", "1h"})
    void refuses_what_is_no_window(String text) {
        assertThat(Window.of(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"hour,hour", "month,month", "PT90M,PT1H30M", "P31D,P31D", "PT1S,PT1S"})
    void has_a_text(String text, String written) {
        assertThat(Window.of(text).text()).isEqualTo(written);
    }
}
