package io.pelagos.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.Tenant;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When somebody's working day is over. The week of 28 September 2026 begins on a Monday. */
class PresenceTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String OFFICE = """
            {'name':'x','time_zone':'Asia/Shanghai','calendar':{'shifts':[
              {'days':['mon','tue','wed','thu','fri'],'from':'09:00','to':'12:00'},
              {'days':['mon','tue','wed','thu','fri'],'from':'13:30','to':'18:00'}]}}""";
    private static final String NIGHTS = """
            {'name':'x','time_zone':'Asia/Shanghai','calendar':{'shifts':[
              {'days':['mon','tue','wed','thu','fri'],'from':'22:00','to':'06:00'}]}}""";

    @ParameterizedTest(name = "{0}, {1} since {2}, seen {3}, at {4}: {5}")
    @CsvSource({
        // The day ends with the last shift, not at lunch; an empty end: it has not ended.
        "office, ready, 2026-09-28T09:00, 2026-09-28T11:00, 2026-09-28T11:30,",
        "office, ready, 2026-09-28T09:00, 2026-09-28T11:00, 2026-09-28T12:30,",
        "office, ready, 2026-09-28T09:00, 2026-09-28T17:00, 2026-09-28T18:30, 2026-09-28T18:00",
        "office, ready, 2026-09-28T09:00, 2026-09-28T17:00, 2026-09-29T08:00, 2026-09-28T18:00",
        "office, ready, 2026-09-28T09:00, 2026-09-28T17:00, 2026-09-29T09:00,",
        // A weekend.
        "office, ready, 2026-09-28T09:00, 2026-10-02T17:00, 2026-10-04T09:00, 2026-10-02T18:00",
        // Who works on has a longer day; who was never seen has the firm's.
        "office, ready, 2026-09-28T09:00, 2026-09-28T19:10, 2026-09-28T19:30, 2026-09-28T19:10",
        "office,      ,                 ,                 , 2026-09-28T19:30, 2026-09-28T18:00",
        // Who says so has gone, also within a shift; unless he does something after that.
        "office, off,   2026-09-28T15:00, 2026-09-28T14:59, 2026-09-28T15:30, 2026-09-28T15:00",
        "office, off,   2026-09-28T15:00, 2026-09-28T15:20, 2026-09-28T15:30,",
        "office, off,   2026-09-28T15:00, 2026-09-28T15:20, 2026-09-28T19:00, 2026-09-28T18:00",
        "office, break, 2026-09-28T15:00, 2026-09-28T14:59, 2026-09-28T15:30,",
        // A shift past midnight.
        "nights, ready, 2026-09-28T22:00, 2026-09-29T05:00, 2026-09-29T05:30,",
        "nights, ready, 2026-09-28T22:00, 2026-09-29T05:00, 2026-09-29T06:30, 2026-09-29T06:00",
        "always, ready, 2026-09-28T09:00, 2026-09-28T09:00, 2026-09-29T03:00,",
        "always, off,   2026-09-28T17:00, 2026-09-28T16:00, 2026-09-29T03:00, 2026-09-28T17:00",
    })
    void the_day_ends(
            String firm,
            @Nullable String status,
            @Nullable String since,
            @Nullable String seen,
            String now,
            @Nullable String end) {
        Presence presence = status == null ? null : new Presence(status, millis(since), millis(seen));
        assertThat(Presence.shiftEndMillis(presence, calendar(firm), millis(now)))
                .isEqualTo(end == null ? 0 : millis(end));
    }

    private static @Nullable WorkCalendar calendar(String firm) {
        String text = firm.equals("office") ? OFFICE : NIGHTS;
        return firm.equals("always")
                ? null
                : Tenant.TENANT
                        .read()
                        .apply("", new JsonObject(text.replace('\'', '"')))
                        .calendar();
    }

    private static long millis(@Nullable String local) {
        return LocalDateTime.parse(String.valueOf(local))
                .atZone(ZONE)
                .toInstant()
                .toEpochMilli();
    }
}
