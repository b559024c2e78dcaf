package io.pelagos.followup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.Tenant;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When customers may be called: by the clock where their number is. */
class DialHoursTest {
    private static final Tenant FIRM = Tenant.TENANT.read().apply("", new JsonObject("""
                            {"name":"x","time_zone":"Asia/Shanghai","contact_policy":
                              {"hours":{"from":"09:00","to":"20:00"},"zones":{"SG":"Asia/Shanghai","GB":"Europe/Paris"}}}"""));

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        // New York is at UTC-5 in January, Los Angeles at UTC-8.
        "+12122345678, 2026-01-15T15:00:00Z,",
        "+12122345678, 2026-01-15T13:59:59Z, 2026-01-15T14:00:00Z",
        "+12122345678, 2026-01-16T01:00:00Z, 2026-01-16T14:00:00Z",
        "+13102345678, 2026-01-15T15:00:00Z, 2026-01-15T17:00:00Z",
        // Summer time begins at night: the morning after it nine o'clock is an hour earlier.
        "+12122345678, 2026-03-08T02:00:00Z, 2026-03-08T13:00:00Z",
        "+8613812345678, 2026-01-15T00:30:00Z, 2026-01-15T01:00:00Z",
        "+8613812345678, 2026-01-15T01:00:00Z,",
        // What the firm says of a country comes first.
        "+442079460958, 2026-01-15T08:00:00Z,",
        // Numbers of no place are called by the firm's own clock.
        "+80012345678, 2026-01-15T01:00:00Z,",
    })
    void a_customer_is_called_by_day(String number, String now, String open) {
        long millis = Dials.closedUntilMillis(
                FIRM.contact(),
                ZoneId.of("Asia/Shanghai"),
                number,
                Instant.parse(now).toEpochMilli());
        assertThat(millis).isEqualTo(open == null ? 0 : Instant.parse(open).toEpochMilli());
    }
}
