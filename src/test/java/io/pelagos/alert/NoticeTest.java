package io.pelagos.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class NoticeTest {
    private static final long HOUR = 3_600_000;

    private static AlertRule rule(int repeatMinutes) {
        return AlertRule.ALERT_RULE.read().apply("r", new JsonObject("""
                {"kind":"claim_bot","repeat_minutes":%d}""".formatted(repeatMinutes)));
    }

    private static Alert alert(long id, long acknowledgedAtMillis) {
        return new Alert(id, "claim_bot", "ann", "", "warning", 1_000, 0, new JsonObject(), acknowledgedAtMillis, null);
    }

    private static Notice due(int repeatMinutes, Alert alert, Notice.Told told, long nowMillis) {
        return Notice.due(rule(repeatMinutes), alert, told, nowMillis);
    }

    @Test
    void what_nobody_has_heard_of_is_told() {
        assertThat(due(60, alert(7, 0), null, 0)).isEqualTo(Notice.BEGIN);
    }

    @Test
    void what_lasts_is_told_again_after_the_rest_and_not_sooner() {
        Notice.Told told = new Notice.Told(7, 0, false, false);
        assertThat(due(60, alert(7, 0), told, HOUR - 1)).isNull();
        assertThat(due(60, alert(7, 0), told, HOUR)).isEqualTo(Notice.REPEAT);
        assertThat(due(0, alert(7, 0), told, 100 * HOUR)).as("once is enough").isNull();
    }

    @Test
    void what_somebody_has_taken_note_of_is_not_told_again() {
        assertThat(due(60, alert(7, 1), new Notice.Told(7, 0, false, false), HOUR))
                .isNull();
    }

    @Test
    void what_begins_anew_waits_for_the_rest_and_for_the_end_of_the_one_before() {
        assertThat(due(60, alert(8, 0), new Notice.Told(7, 0, true, true), HOUR - 1))
                .isNull();
        assertThat(due(60, alert(8, 0), new Notice.Told(7, 0, true, true), HOUR))
                .isEqualTo(Notice.BEGIN);
        assertThat(due(60, alert(8, 0), new Notice.Told(7, 0, false, true), HOUR))
                .isNull();
    }
}
