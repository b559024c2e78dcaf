package io.pelagos.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReminderTest {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NEXT = 1_900_000_000_000L;
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final long DAY = TimeUnit.DAYS.toMillis(1);
    private static final TenantConfig FIRM = firm(new JsonObject().put("before", "PT10M"));

    private static TenantConfig firm(Object reminders) {
        JsonObject tenant = new JsonObject().put("name", "Firm").put("time_zone", "Asia/Shanghai");
        return new TenantConfig(
                1, "firm", 0, 1, Map.of(Tenant.TENANT.name(), Map.of("", tenant.put("reminders", reminders))));
    }

    private static LeadRow lead(LeadState state, JsonObject facts) {
        return new LeadRow(1, 7, 3, state, "web", "ann", null, 1, 1, 1, 0, facts);
    }

    private static LeadRow owned(JsonObject facts) {
        return lead(LeadState.OWNED, facts);
    }

    private static JsonObject next() {
        return new JsonObject().put(Facts.NEXT_AT, NEXT);
    }

    @Test
    void is_due_so_long_before_the_next_contact() {
        assertThat(Reminder.atMillis(FIRM, owned(next()), 0)).isEqualTo(NEXT - 10 * MINUTE);
        assertThat(Reminder.due(FIRM, owned(next()), NEXT - 10 * MINUTE - 1)).isNull();
        assertThat(Reminder.due(FIRM, owned(next()), NEXT - 10 * MINUTE)).isNotNull();
    }

    @Test
    void is_given_once_for_each_next_contact() {
        Step step = Reminder.due(FIRM, owned(next()), NEXT);
        LeadRow reminded = step.after(NEXT);
        assertThat(Reminder.due(FIRM, reminded, NEXT)).isNull();
        assertThat(Reminder.atMillis(FIRM, reminded, NEXT)).isEqualTo(NEVER);
        JsonObject later = reminded.facts().copy().put(Facts.NEXT_AT, NEXT + DAY);
        assertThat(Reminder.atMillis(FIRM, owned(later), NEXT)).isEqualTo(NEXT + DAY - 10 * MINUTE);
    }

    @Test
    void comes_late_but_not_after_a_day() {
        assertThat(Reminder.due(FIRM, owned(next()), NEXT + DAY)).isNotNull();
        assertThat(Reminder.due(FIRM, owned(next()), NEXT + DAY + 1)).isNull();
    }

    @Test
    void is_for_owners_of_firms_that_want_it() {
        for (LeadState other : new LeadState[] {LeadState.POOLED, LeadState.CLOSED}) {
            assertThat(Reminder.atMillis(FIRM, lead(other, next()), 0)).isEqualTo(NEVER);
        }
        assertThat(Reminder.atMillis(FIRM, owned(new JsonObject()), 0)).isEqualTo(NEVER);
        JsonObject won = next().put(Facts.WON_AT, 1L).put(Facts.NURTURE_UNTIL, NEXT + DAY);
        assertThat(Reminder.atMillis(FIRM, owned(won), 0)).isEqualTo(NEXT - 10 * MINUTE);
        assertThat(Reminder.atMillis(firm(null), owned(next()), 0)).isEqualTo(NEVER);
        assertThat(Reminder.atMillis(firm(new JsonObject()), owned(next()), 0)).isEqualTo(NEVER);
        JsonObject atOnce = new JsonObject().put("before", "PT0S");
        assertThat(Reminder.atMillis(firm(atOnce), owned(next()), 0)).isEqualTo(NEXT);
    }

    @Test
    void gives_leads_new_alarms_when_the_firm_wants_it_otherwise() {
        assertThat(Pools.moveLeads(firm(null), FIRM)).isTrue();
        assertThat(Pools.moveLeads(FIRM, firm(new JsonObject().put("before", "PT600S"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-PT1M", "PT24H1S", "P2D", ""})
    void refuses_what_is_no_time_before(String before) {
        JsonObject tenant = new JsonObject()
                .put("name", "Firm")
                .put("time_zone", "Asia/Shanghai")
                .put("reminders", new JsonObject().put("before", before));
        assertThatThrownBy(() -> Tenant.TENANT.check("", tenant))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        e -> assertThat(e.faults().get(0).pointer()).isEqualTo("/reminders/before"));
    }
}
