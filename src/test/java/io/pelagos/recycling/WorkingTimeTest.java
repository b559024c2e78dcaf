package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadRow;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that count working time; the lead is claimed on a Monday at 10:00, see {@link Given#OFFICE}. */
class WorkingTimeTest {
    private static final RecycleRule TWO_HOURS =
            Given.rule("{'trigger':'no_followup','after':'PT2H','time':'working'}");
    private static final RecycleRule ONE_DAY = Given.rule("{'trigger':'no_followup','after':'P1D','time':'working'}");

    @ParameterizedTest
    @CsvSource({
        "PT1H,  working,  2026-09-28T11:00",
        "PT3H,  working,  2026-09-28T14:00",
        "PT8H,  working,  2026-09-29T10:00",
        "PT48H, working,  2026-10-07T16:00",
        "P1D,   working,  2026-09-29T10:00",
        "P3D,   working,  2026-10-03T10:00",
        "P4D,   working,  2026-10-05T10:00",
        "P1DT8H,working,  2026-09-30T10:00",
        "P3D,   calendar, 2026-10-01T10:00",
        "PT48H, calendar, 2026-09-30T10:00",
    })
    void days_and_hours_are_counted_by_the_calendar_of_the_firm(String after, String time, String end) {
        RecycleRule rule = Given.rule("{'trigger':'max_hold','after':'" + after + "','time':'" + time + "'}");
        assertThat(end(rule, Given.lead("{}"))).isEqualTo(end);
    }

    @Test
    void for_a_firm_that_has_said_nothing_about_its_working_time_all_time_is() {
        assertThat(Given.end(Given.lead("{}"), TWO_HOURS)).isEqualTo("2");
        assertThat(Given.end(Given.lead("{}"), ONE_DAY)).isEqualTo("24");
    }

    @Test
    void a_rule_waits_for_ever_in_a_firm_that_does_not_work_so_long() {
        WorkCalendar lazy = Given.calendar("{'shifts':[{'days':['mon'],'from':'09:00','to':'09:30'}]}");
        RecycleRule rule = Given.rule("{'trigger':'no_deal','after':'PT80000H','time':'working'}");
        LeadRow locked = Given.lead("{'pauses':[{'what':'lock','from':@1,'until':@9}]}");
        assertThat(new RuleBook(List.of(rule), lazy).next(Given.lead("{}"))).isNull();
        assertThat(new RuleBook(List.of(rule), lazy).next(locked)).isNull();
        assertThat(new RuleBook(List.of(rule), Given.OFFICE).next(locked)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        // The follow-up, the rule's end without and with a nurture; that is the Wednesday before two holidays.
        "2026-09-28T10:30, 2026-09-28T11:00, 2026-09-28T11:30, 2026-09-28T13:30, 2026-09-28T14:00",
        // Over lunch nobody works: nothing stands still.
        "2026-09-28T11:30, 2026-09-28T12:00, 2026-09-28T13:00, 2026-09-28T14:30, 2026-09-28T14:30",
        // Nor does it when the time ends with the shift, long after.
        "2026-09-28T11:00, 2026-09-28T12:00, 2026-09-28T12:30, 2026-09-28T14:00, 2026-09-28T14:00",
        "2026-09-28T16:00, 2026-09-28T15:00, 2026-09-28T16:00, 2026-09-28T18:00, 2026-09-28T18:00",
        // Over the holidays, with half an hour of work on either side.
        "2026-09-30T16:30, 2026-09-30T17:30, 2026-10-03T09:30, 2026-10-03T09:30, 2026-10-03T10:30",
        // Over a weekend, until right before and into Monday.
        "2026-10-03T10:30, 2026-10-03T11:00, 2026-10-05T09:00, 2026-10-05T09:30, 2026-10-05T10:30",
        "2026-10-03T10:30, 2026-10-03T11:00, 2026-10-05T10:00, 2026-10-05T09:30, 2026-10-05T11:30",
        // From after the last shift of the week.
        "2026-10-03T11:00, 2026-10-03T20:00, 2026-10-05T11:00, 2026-10-05T10:00, 2026-10-05T12:00",
        // It begins at the end of the time, and so does the next working time then.
        "2026-10-03T10:00, 2026-10-03T12:00, 2026-10-04T12:00, 2026-10-03T12:00, 2026-10-05T09:00",
        "2026-10-03T10:00, 2026-10-03T12:01, 2026-10-04T12:00, 2026-10-03T12:00, 2026-10-03T12:00",
    })
    void of_a_pause_only_its_working_time_counts(
            String followup, String from, String until, String end, String pausedEnd) {
        assertThat(end(TWO_HOURS, lead(followup))).isEqualTo(end);
        assertThat(end(TWO_HOURS, paused(followup, from, until))).isEqualTo(pausedEnd);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-09-28T10:00, 2026-09-28T11:00, 2026-09-28T14:00, 2026-09-29T10:00, 2026-09-29T12:00",
        // A night in which nobody works takes no time from a day, and gives none.
        "2026-09-28T18:00, 2026-09-28T20:00, 2026-09-29T08:00, 2026-09-29T18:00, 2026-09-29T18:00",
        // On Saturday nobody works at 15:00, so that the day ends on Monday at the opening.
        "2026-10-09T15:00, 2026-10-09T19:00, 2026-10-09T20:00, 2026-10-12T09:00, 2026-10-12T09:00",
        // A pause that lasts until Monday night must not end before its own end.
        "2026-10-09T15:00, 2026-10-10T20:00, 2026-10-12T20:00, 2026-10-12T09:00, 2026-10-13T09:00",
    })
    void a_pause_moves_a_day_by_the_working_time_in_it(
            String followup, String from, String until, String end, String pausedEnd) {
        assertThat(end(ONE_DAY, lead(followup))).isEqualTo(end);
        assertThat(end(ONE_DAY, paused(followup, from, until))).isEqualTo(pausedEnd);
    }

    @Test
    void a_pause_counts_in_full_for_a_rule_in_calendar_time() {
        RecycleRule rule = Given.rule("{'trigger':'no_followup','after':'P1D'}");
        LeadRow lead = paused("2026-10-03T10:00", "2026-10-03T20:00", "2026-10-05T08:00");
        assertThat(end(rule, lead)).isEqualTo("2026-10-05T22:00");
    }

    @Test
    void an_extension_is_working_time_when_the_rule_counts_that() {
        LeadRow lead = Given.lead("{'extensions':{'r':{'times':1,'days':3}}}");
        assertThat(end(ONE_DAY, lead)).isEqualTo("2026-10-05T10:00");
    }

    private static String end(RecycleRule rule, LeadRow lead) {
        return Given.local(new RuleBook(List.of(rule), Given.OFFICE).next(lead).atMillis());
    }

    private static LeadRow lead(String followup) {
        return Given.lead("{'followups':[{'at':" + Given.clock(followup) + "}]}");
    }

    private static LeadRow paused(String followup, String from, String until) {
        LeadRow lead = lead(followup);
        JsonObject pause = new JsonObject()
                .put("what", "nurture")
                .put("from", Given.clock(from))
                .put("until", Given.clock(until));
        lead.facts().put("pauses", List.of(pause));
        return lead;
    }
}
