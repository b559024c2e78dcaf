package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PauseTest {
    private static final Set<Trigger> OF_WORK =
            Set.of(Trigger.NO_FIRST_CONTACT, Trigger.NO_FOLLOWUP, Trigger.NO_DEAL, Trigger.NO_OPPORTUNITY);
    private static final Set<Trigger> ALL_BUT_MAX_HOLD = Set.of(Trigger.values()).stream()
            .filter(trigger -> trigger != Trigger.MAX_HOLD)
            .collect(Collectors.toSet());
    private static final Map<String, Set<Trigger>> STOPPED = Map.of(
            "nurture", OF_WORK,
            "deal", Set.of(Trigger.NO_DEAL),
            "lock", ALL_BUT_MAX_HOLD,
            "leave", ALL_BUT_MAX_HOLD);

    @ParameterizedTest
    @EnumSource
    void each_pause_stops_the_clocks_of_its_rules_and_no_other(Trigger trigger) {
        RecycleRule rule = Given.rule("{'trigger':'" + trigger.text() + "','after':'PT48H'}");
        String facts = "{'bought_at':@1,'nurture_until':@1,'contract_ends_at':@1,'graded_at':@1%s}";
        long end = Given.next(Given.lead(facts.formatted("")), rule).atMillis();
        STOPPED.forEach((what, triggers) -> {
            var lead = Given.lead(facts.formatted(",'pauses':[{'what':'" + what + "','from':@2,'until':@7}]"));
            assertThat(Given.hours(Given.next(lead, rule).atMillis()))
                    .as(what)
                    .isEqualTo(Given.hours(end) + (triggers.contains(trigger) ? 5 : 0));
        });
    }

    /** Of a rule that gives 48 hours, on a lead that is nurtured, locked, or has a deal that waits for approval. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'what':'nurture','from':@10,'until':@30}                                                ; 68",
                "{'what':'nurture','from':@10,'until':@30},{'what':'nurture','from':@40,'until':@45}      ; 73",
                "{'what':'nurture','from':@10,'until':@30},{'what':'lock','from':@40,'until':@45}         ; 73",
                // They overlap: no hour counts twice.
                "{'what':'nurture','from':@10,'until':@30},{'what':'lock','from':@20,'until':@45}         ; 83",
                "{'what':'nurture','from':@10,'until':@30},{'what':'lock','from':@12,'until':@14}         ; 68",
                "{'what':'nurture','from':@10,'until':@30},{'what':'lock','from':@10,'until':@30}         ; 68",
                "{'what':'nurture','from':@10,'until':@30},{'what':'lock','from':@30,'until':@31}         ; 69",
                // Whatever their order.
                "{'what':'lock','from':@40,'until':@45},{'what':'nurture','from':@10,'until':@30}         ; 73",
                "{'what':'lock','from':@12,'until':@45},{'what':'deal','from':@10,'until':@14}            ; 83",
                // Several of one kind, each cut short by the next.
                "{'what':'lock','from':@10,'until':@20},{'what':'lock','from':@20,'until':@20},{'what':'lock','from':@20,'until':@26}; 64",
                // Before the ownership.
                "{'what':'lock','from':@-9,'until':@-1}                                                   ; 48",
                "{'what':'lock','from':@-9,'until':@0}                                                    ; 48",
                "{'what':'lock','from':@-9,'until':@6}                                                    ; 54",
                // After the deadline, and right at it.
                "{'what':'lock','from':@49,'until':@90}                                                   ; 48",
                "{'what':'lock','from':@47,'until':@90}                                                   ; 91",
                "{'what':'lock','from':@48,'until':@90}                                                   ; 90",
                // One that the deadline reaches only because of another.
                "{'what':'lock','from':@10,'until':@30},{'what':'lock','from':@60,'until':@70}            ; 78",
                "{'what':'lock','from':@10,'until':@30},{'what':'lock','from':@69,'until':@80}            ; 68",
                // Nobody knows when it ends.
                "{'what':'deal','from':@10}                                                               ; never",
                "{'what':'deal','from':@49}                                                               ; 48",
                "{'what':'leave','from':@-5}                                                              ; never",
                "{'what':'lock','from':@10,'until':@12},{'what':'leave','from':@11}                       ; never",
                "{'what':'lock','from':@10,'until':@10}                                                   ; 48",
            })
    void the_rest_of_the_time_runs_on_after_a_pause(String pauses, String end) {
        var lead = Given.lead("{'pauses':[" + pauses + "]}");
        assertThat(Given.end(lead, Given.rule("{'trigger':'no_deal','after':'PT48H'}")))
                .isEqualTo(end);
        assertThat(Given.end(lead, Given.rule("{'trigger':'max_hold','after':'PT48H'}")))
                .isEqualTo("48");
    }

    @Test
    void a_pause_before_the_follow_up_does_not_count_twice() {
        RecycleRule rule = Given.rule("{'trigger':'no_followup','after':'PT48H'}");
        String facts = "{'followups':[{'at':@40}],'pauses':[{'what':'nurture','from':@10,'until':@%s}]}";
        assertThat(Given.end(Given.lead(facts.formatted("30")), rule)).isEqualTo("88");
        assertThat(Given.end(Given.lead(facts.formatted("50")), rule)).isEqualTo("98");
    }

    @Test
    void pauses_are_read_by_their_beginning_and_an_open_one_has_no_end() {
        var facts = Given.json("{'pauses':[{'what':'deal','from':@9},{'what':'lock','from':@2,'until':@3}]}");
        assertThat(Pause.of(facts))
                .containsExactly(
                        new Pause("lock", Given.moment(2), Given.moment(3)),
                        new Pause("deal", Given.moment(9), Pause.OPEN));
        assertThat(Pause.of(Given.json("{}"))).isEmpty();
    }
}
