package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Warnings 30, 10 and 2 hours before the deadline, which is at hour 48. */
class DeadlineTest {
    private static final RecycleRule RULE =
            Given.rule("{'trigger':'no_followup','after':'PT48H','warn_before':['PT10H','PT30H','PT2H']}");

    /** The last warning given, and when the next alarm rings. */
    @ParameterizedTest
    @CsvSource({"0, 18", "30, 38", "10, 46", "2, 48"})
    void the_alarm_rings_for_each_warning_and_then_for_the_end(int before, String alarm) {
        assertThat(Given.text(Given.hours(after(before).alarmMillis()))).isEqualTo(alarm);
    }

    /** The last warning given, the hour, and the warning that is due then; 0 for none. */
    @ParameterizedTest
    @CsvSource({
        "0,  17.9, 0",
        "0,  18,   30",
        "0,  37.9, 30",
        // Late ones are left out.
        "0,  38,   10",
        "0,  46,   2",
        "0,  47.9, 2",
        // What was given is not given again.
        "30, 18,   0",
        "30, 37.9, 0",
        "30, 38,   10",
        "30, 46,   2",
        "10, 38,   0",
        "10, 46,   2",
        "2,  47.9, 0",
    })
    void a_warning_is_due_once_and_only_the_latest(int before, double hour, int due) {
        assertThat(after(before).warningDue(Given.moment(hour))).isEqualTo(due == 0 ? null : Duration.ofHours(due));
    }

    @Test
    void a_rule_without_warnings_has_an_alarm_at_the_end_only() {
        Deadline deadline = Given.next(Given.lead("{}"), Given.rule("{'trigger':'max_hold','after':'PT48H'}"));
        assertThat(deadline.alarmMillis()).isEqualTo(Given.moment(48)).isEqualTo(deadline.atMillis());
        assertThat(deadline.warningDue(Given.moment(47.9))).isNull();
        assertThat(deadline.warned()).isFalse();
    }

    @Test
    void a_deadline_knows_whether_anyone_was_warned() {
        assertThat(after(0).warned()).isFalse();
        assertThat(after(30).warned()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                // A follow-up, a pause and an extension move it; another rule may now be the first.
                "{'warned':{'rule':'r','at':@48,'before':7200000},'followups':[{'at':@5}]}",
                "{'warned':{'rule':'r','at':@48,'before':7200000},'pauses':[{'what':'lock','from':@1,'until':@2}]}",
                "{'warned':{'rule':'r','at':@48,'before':7200000},'extensions':{'r':{'days':1}}}",
                "{'warned':{'rule':'other','at':@48,'before':7200000}}",
            })
    void another_deadline_starts_its_warnings_anew(String facts) {
        Deadline deadline = Given.next(Given.lead(facts), RULE);
        assertThat(deadline.warned()).isFalse();
        assertThat(deadline.alarmMillis())
                .isEqualTo(deadline.atMillis() - Duration.ofHours(30).toMillis());
    }

    private static Deadline after(int before) {
        String warned = "{'warned':{'rule':'r','at':@48,'before':" + before * 3_600_000L + "}}";
        return Given.next(Given.lead(before == 0 ? "{}" : warned), RULE);
    }
}
