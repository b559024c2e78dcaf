package io.pelagos.followup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.team.Tenant;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a customer was called: each dial once, whoever tells of it. */
class DialCountsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final Tenant FIRM = Tenant.TENANT.read().apply("", new JsonObject("""
                            {"name":"x","time_zone":"Asia/Shanghai","contact_policy":{"dials":[{"max":2,"window":"PT5S"}]}}"""));

    @Test
    void a_dial_that_the_lead_and_its_number_tell_of_counts_once() {
        assertThat(Dials.together(List.of(1L, 3L), List.of(3L, 2L))).containsExactly(1L, 2L, 3L);
        assertThat(full(List.of(NOW), List.of(NOW))).isFalse();
    }

    @Test
    void dials_of_one_millisecond_count_each_because_time_may_stand_still() {
        assertThat(full(List.of(NOW, NOW), List.of(NOW, NOW))).isTrue();
        assertThat(full(List.of(NOW), List.of(NOW, NOW))).isTrue();
        assertThat(full(List.of(NOW, NOW), List.of())).isTrue();
    }

    private static boolean full(List<Long> ofLead, List<Long> ofNumber) {
        return Dials.fullUntilMillis(FIRM.contact(), Dials.together(ofLead, ofNumber), NOW) > NOW;
    }
}
