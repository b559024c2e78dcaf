package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.tsid.TsidFactory;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A channel's promise of a first contact; all times in minutes after a lead's arrival. */
class SlaTest {
    private static final long ARRIVED = Given.CLAIMED;
    private static final long ID = TsidFactory.builder()
            .withClock(Clock.fixed(Instant.ofEpochMilli(ARRIVED), ZoneOffset.UTC))
            .build()
            .create()
            .toLong();
    private static final JsonObject SPANS = new JsonObject()
            .put("first_contact", "PT30M")
            .put("escalate", new JsonArray().add("PT45M"))
            .put("reassign", "PT1H");

    private static Sla sla(JsonObject more) {
        JsonObject sla = SPANS.copy().mergeIn(more);
        return Sla.OF_CHANNEL.read().apply("web", new JsonObject().put("sla", sla));
    }

    private static long at(long minutes) {
        return ARRIVED + minutes * 60_000;
    }

    private static LeadRow pooled(long enteredMinutes, int rounds, JsonObject facts) {
        long entered = at(enteredMinutes);
        return new LeadRow(7, ID, 3, LeadState.POOLED, "web", null, null, entered, 0, entered, rounds, facts);
    }

    private static LeadRow owned(long claimedMinutes, int rounds, JsonObject facts) {
        long claimed = at(claimedMinutes);
        return new LeadRow(7, ID, 3, LeadState.OWNED, "web", "ann", null, ARRIVED, claimed, claimed, rounds, facts);
    }

    private static JsonObject escalated(int level) {
        return new JsonObject().put(Facts.ESCALATED, level);
    }

    private static String due(LeadRow lead) {
        return due(lead, sla(new JsonObject()), null);
    }

    private static String due(LeadRow lead, Sla sla, @Nullable WorkCalendar calendar) {
        Sla.Due due = sla.next(lead, calendar);
        return due == null
                ? "nothing"
                : (due.reassigns() ? "taken " : "level " + due.level() + " ") + (due.atMillis() - ARRIVED) / 60_000;
    }

    @Test
    void it_runs_from_the_arrival_whichever_pool_the_lead_is_moved_to() {
        assertThat(due(pooled(0, 0, new JsonObject()))).isEqualTo("level 1 30");
        assertThat(due(pooled(20, 0, new JsonObject()))).isEqualTo("level 1 30");
        assertThat(due(pooled(40, 0, escalated(1)))).isEqualTo("level 2 45");
    }

    @Test
    void it_goes_on_after_a_release_until_somebody_contacts_the_customer() {
        assertThat(due(pooled(20, 1, new JsonObject()))).isEqualTo("level 1 30");
        assertThat(due(owned(50, 4, escalated(1)))).isEqualTo("level 2 45");
        assertThat(due(pooled(70, 4, escalated(2)))).isEqualTo("nothing");
        assertThat(due(owned(50, 4, escalated(1).put(Facts.FOLLOWED_UP_AT, at(55)))))
                .isEqualTo("nothing");
    }

    @Test
    void an_owner_loses_it_only_after_a_time_of_his_own() {
        assertThat(due(owned(0, 0, escalated(2)))).isEqualTo("taken 60");
        assertThat(due(owned(50, 0, escalated(2)))).isEqualTo("taken 80");
        // However often it goes round, and however late.
        assertThat(due(owned(5_000, 9, escalated(2)))).isEqualTo("taken 5030");
    }

    @Test
    void his_own_time_is_working_time_where_the_promise_is() {
        Sla working = sla(new JsonObject().put("time", "working"));
        // It came on a Monday at 10:00; an owner of 17:50 has ten minutes that day and the rest from 9:00 on the next.
        assertThat(due(owned(470, 1, escalated(2)), working, Given.OFFICE)).isEqualTo("taken " + (23 * 60 + 20));
    }

    @Test
    void a_lead_that_was_opened_again_is_promised_a_contact_anew() {
        assertThat(due(pooled(9_000, 1, new JsonObject().put(Facts.REOPENED_AT, at(9_000)))))
                .isEqualTo("level 1 9030");
    }
}
