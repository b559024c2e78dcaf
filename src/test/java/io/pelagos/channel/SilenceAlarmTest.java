package io.pelagos.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Tenant;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a channel counts as silent. */
class SilenceAlarmTest {
    private static final Tenant FIRM = Tenant.TENANT
            .read()
            .apply(
                    "",
                    new JsonObject(
                            "{\"name\":\"F\",\"time_zone\":\"UTC\",\"calendar\":{\"shifts\":[{\"days\":[\"mon\",\"tue\"],"
                                    + "\"from\":\"09:00\",\"to\":\"17:00\"}]}}"));

    private static SilenceAlarm alarm(String json) {
        SilenceAlarm alarm = Deliveries.channel("generic", new JsonObject().put("silence_alarm", new JsonObject(json)))
                .silence();
        assertThat(alarm).isNotNull();
        return alarm;
    }

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void working_time_leaves_nights_out() {
        // 2026-05-04 is a Monday.
        long last = at("2026-05-04T16:30:00Z");
        assertThat(alarm("{\"after\":\"PT1H\",\"time\":\"working\"}").silentAt(last, FIRM.calendar()))
                .isEqualTo(at("2026-05-05T09:30:00Z"));
        assertThat(alarm("{\"after\":\"PT1H\"}").silentAt(last, FIRM.calendar()))
                .isEqualTo(at("2026-05-04T17:30:00Z"));
        assertThat(alarm("{\"after\":\"PT1H\",\"time\":\"working\"}").silentAt(last, null))
                .isEqualTo(at("2026-05-04T17:30:00Z"));
    }

    @Test
    void refuses_an_alarm_without_its_time() {
        assertThatThrownBy(() -> alarm("{}")).isInstanceOf(InvalidDocument.class);
        assertThatThrownBy(() -> alarm("{\"after\":\"PT1S\"}")).isInstanceOf(InvalidDocument.class);
    }
}
