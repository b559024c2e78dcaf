package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.tsid.TsidFactory;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Document;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A lead that came in at hour 0 and into its pool at hour 30, after two rounds. */
class CleanUpTest {
    private static final long ID = TsidFactory.builder()
            .withClock(Clock.fixed(Instant.ofEpochMilli(Given.CLAIMED), ZoneOffset.UTC))
            .build()
            .create()
            .toLong();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "'when':'unclaimed','after':'PT48H'              ; {}                                      ; 78",
                "'when':'unclaimed','after':'PT48H'              ; {'followups_ever':3}                    ; 78",
                "'when':'never_worked','after':'PT48H'           ; {}                                      ; 48",
                "'when':'never_worked','after':'PT48H'           ; {'followups_ever':0}                    ; 48",
                "'when':'never_worked','after':'PT48H'           ; {'followups_ever':1}                    ; never",
                // It was due before it came into this pool.
                "'when':'never_worked','after':'PT5H'            ; {}                                      ; 30",
                "'when':'outcomes','outcomes':['dead'],'count':2 ; {}                                      ; never",
                "'when':'outcomes','outcomes':['dead'],'count':2 ; {'outcomes':{'dead':1,'busy':9}}        ; never",
                "'when':'outcomes','outcomes':['dead'],'count':2 ; {'outcomes':{'dead':2}}                 ; 30",
                "'when':'outcomes','outcomes':['dead'],'count':2 ; {'outcomes':{'dead':3}}                 ; 30",
                "'when':'outcomes','outcomes':['dead','no_answer'],'count':3; {'outcomes':{'dead':1,'no_answer':2}}; 30",
                "'when':'outcomes','outcomes':['dead','no_answer'],'count':4; {'outcomes':{'dead':1,'no_answer':2}}; never",
                "'when':'rounds','count':1                       ; {}                                      ; 30",
                "'when':'rounds','count':2                       ; {}                                      ; 30",
                "'when':'rounds','count':3                       ; {}                                      ; never",
                "'when':'rounds','count':2,'applies_to':{'grades':['C']}; {'grade':'C'}                    ; 30",
                "'when':'rounds','count':2,'applies_to':{'grades':['C']}; {'grade':'B'}                    ; never",
                "'when':'unclaimed','after':'PT48H','applies_to':{'won':false}; {'won_at':@-9}             ; never",
                "'when':'unclaimed','after':'PT48H','applies_to':{'tags':['a']}; {'tags':['b','a']}        ; 78",
            })
    void a_pooled_lead_goes_when_it_is_ripe(String rule, String facts, String end) {
        assertThat(end(pooled(facts), rule)).isEqualTo(end);
    }

    @ParameterizedTest
    @EnumSource(names = "POOLED", mode = EnumSource.Mode.EXCLUDE)
    void only_a_pooled_lead_is_cleaned_out(LeadState state) {
        assertThat(end(lead(state, "{}"), "'when':'rounds','count':1")).isEqualTo("never");
        assertThat(end(lead(state, "{}"), "'when':'unclaimed','after':'PT1H'")).isEqualTo("never");
    }

    @Test
    void the_first_rule_to_be_due_has_the_say_and_of_two_the_first_one() {
        CleanUp late = rule("late", "'when':'unclaimed','after':'P2D'");
        CleanUp one = rule("one", "'when':'unclaimed','after':'P1D'");
        CleanUp two = rule("two", "'when':'unclaimed','after':'PT24H'");
        CleanUp never = rule("never", "'when':'rounds','count':9");
        LeadRow lead = pooled("{}");
        assertThat(CleanUp.next(List.of(never, late, one, two), lead))
                .isEqualTo(new CleanUp.Due(Given.moment(54), one));
        assertThat(CleanUp.next(List.of(never), lead)).isNull();
        assertThat(CleanUp.next(List.of(), lead)).isNull();
    }

    @Test
    void a_pool_that_lets_leads_grow_stale_has_its_rule_first() {
        List<CleanUp> rules = read("{'stale':{'after':'P1D','then':'move','to':'old'},"
                + "'cleanup':[{'name':'c','when':'rounds','count':1,'then':'close'}]}");
        assertThat(rules).extracting(CleanUp::name).containsExactly("stale", "c");
        assertThat(rules.get(0).to()).isEqualTo("old");
        assertThat(end(pooled("{}"), rules)).isEqualTo("30");
        assertThat(end(pooled("{}"), rules.subList(0, 1))).isEqualTo("54");
    }

    private static String end(LeadRow lead, String rule) {
        return end(lead, List.of(rule("c", rule)));
    }

    private static String end(LeadRow lead, List<CleanUp> rules) {
        CleanUp.Due due = CleanUp.next(rules, lead);
        return due == null ? "never" : Given.text(Given.hours(due.atMillis()));
    }

    private static CleanUp rule(String name, String fields) {
        return read("{'cleanup':[{'name':'" + name + "'," + fields + ",'then':'close'}]}")
                .get(0);
    }

    private static List<CleanUp> read(String pool) {
        return Document.read(Given.json(pool), CleanUp::in);
    }

    private static LeadRow pooled(String facts) {
        return lead(LeadState.POOLED, facts);
    }

    private static LeadRow lead(LeadState state, String facts) {
        return new LeadRow(
                7, ID, 3, state, "web", null, null, Given.moment(30), 0, Given.moment(30), 2, Given.json(facts));
    }
}
