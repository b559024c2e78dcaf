package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.Span;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lead that a changed rule, grade or filter puts past its deadline; also what its owner changes, and extensions. */
class GraceTest {
    private static final String WARNS =
            "{'trigger':'no_deal','after':'PT48H','warn_before':['PT2H','PT10H'],'since':%s}";
    private static final String SILENT = "{'trigger':'no_deal','after':'PT48H','since':%s}";

    /** Since when the rule is as it is, when the lead was regraded, and when the lead goes with warnings and without. */
    @ParameterizedTest
    @CsvSource({
        "0,    0,   48,  48",
        // Not past its deadline: no grace.
        "@-9,  0,   48,  48",
        "@5,   0,   48,  48",
        "@47,  0,   48,  48",
        "@47,  @47, 48,  48",
        // Past it: one warning period, the longest.
        "@48,  0,   58,  48",
        "@90,  0,   100, 90",
        "0,    @90, 100, 90",
        // Twice past it: two periods, each from its own change.
        "@90,  @200, 210, 200",
        "@200, @90,  210, 200",
        // A second change within the grace of the first one does not renew it.
        "@90,  @95, 100, 95",
        "@95,  @90, 100, 95",
        "@90,  @90, 100, 90",
    })
    void grace_is_exactly_one_warning_period(String since, String regraded, String end, String silentEnd) {
        LeadRow lead = Given.lead("{'regraded_at':" + regraded + "}");
        assertThat(Given.end(lead, Given.rule(WARNS.formatted(since)))).isEqualTo(end);
        assertThat(Given.end(lead, Given.rule(SILENT.formatted(since)))).isEqualTo(silentEnd);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "no_followup     ; {'followups':[{'at':@20}]}  ; 100",
                "no_followup     ; {'followups':[{'at':@91}]}  ; 139",
                "no_first_contact; {'followups':[{'at':@91}]}  ; never",
                "no_first_contact; {}                          ; 100",
                "no_repurchase   ; {'bought_at':@1}            ; 100",
                "nurture_passed  ; {'nurture_until':@5}        ; 100",
                "contract_end    ; {'contract_ends_at':@80}    ; 128",
                "max_hold        ; {}                          ; 100",
            })
    void a_new_rule_of_any_kind_gives_grace_until_the_owner_does_what_it_asks_for(
            String trigger, String facts, String end) {
        RecycleRule rule =
                Given.rule("{'trigger':'" + trigger + "','after':'PT48H','warn_before':['PT10H'],'since':@90}");
        assertThat(Given.end(Given.lead(facts), rule)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'what':'lock','from':@92,'until':@112}      ; 120 ; 90",
                "{'what':'lock','from':@80,'until':@112}      ; 122 ; 112",
                "{'what':'lock','from':@60,'until':@80}       ; 100 ; 90",
                "{'what':'deal','from':@95}                   ; never ; 90",
                // What stood still before gives time, too: the lead is not past its deadline, or later.
                "{'what':'lock','from':@10,'until':@60}       ; 98  ; 98",
                "{'what':'lock','from':@10,'until':@20}       ; 100 ; 90",
            })
    void no_rule_takes_a_lead_in_a_pause_that_stops_its_clock(String pause, String end, String silentEnd) {
        LeadRow lead = Given.lead("{'pauses':[" + pause + "]}");
        assertThat(Given.end(lead, Given.rule(WARNS.formatted("@90")))).isEqualTo(end);
        assertThat(Given.end(lead, Given.rule(SILENT.formatted("@90")))).isEqualTo(silentEnd);
        LeadRow regraded = Given.lead("{'regraded_at':@90,'pauses':[" + pause + "]}");
        assertThat(Given.end(regraded, Given.rule(WARNS.formatted("0")))).isEqualTo(end);
    }

    /** A rule for refused leads, and one for won ones, of 48 h each; what a follow-up or a win changes at hour 90. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{}                                            ; {'last_outcome':'refused'}                   ; 100",
                "{'last_outcome':'reached'}                    ; {'last_outcome':'refused'}                   ; 100",
                "{'last_outcome':'reached'}                    ; {'last_outcome':'busy'}                      ; never",
                "{}                                            ; {'won_at':@90,'deal_at':@90,'bought_at':@90} ; 100",
                // It was due under the same rule before: no grace.
                "{'last_outcome':'refused'}                    ; {'last_outcome':'refused','note':1}          ; 48",
                // The grace of an earlier change runs on.
                "{'last_outcome':'refused','regraded_at':@85}  ; {'last_outcome':'refused','regraded_at':@85} ; 95",
            })
    void a_followup_or_a_win_that_brings_a_lead_under_a_rule_gives_grace(String before, String after, String end) {
        RecycleRule refused =
                Given.rule("{'name':'refused','trigger':'max_hold','after':'PT48H','warn_before':['PT10H'],"
                        + "'applies_to':{'last_outcome':['refused']}}");
        RecycleRule won = Given.rule("{'name':'won','trigger':'max_hold','after':'PT48H','warn_before':['PT10H'],"
                + "'applies_to':{'won':true}}");
        RuleBook book = new RuleBook(List.of(refused, won), null);
        LeadRow now = Given.lead(after);
        boolean past = book.putsPast(Given.lead(before), now, Given.moment(90));
        LeadRow graced = past ? RuleBook.with(now, new JsonObject().put(Facts.REGRADED_AT, Given.moment(90))) : now;
        assertThat(Given.end(graced, refused, won)).isEqualTo(end);
    }

    @Test
    void the_warnings_of_the_grace_begin_at_once() {
        Deadline deadline = Given.next(Given.lead("{}"), Given.rule(WARNS.formatted("@90")));
        assertThat(deadline.alarmMillis()).isEqualTo(Given.moment(90));
        assertThat(deadline.warningDue(Given.moment(90))).hasHours(10);
    }

    @Test
    void grace_is_calendar_time_like_the_warnings() {
        RecycleRule rule =
                Given.rule("{'trigger':'max_hold','after':'PT2H','time':'working','warn_before':['PT1H'],'since':@20}");
        RuleBook book = new RuleBook(List.of(rule), Given.OFFICE);
        assertThat(book.next(Given.lead("{}")).atMillis()).isEqualTo(Given.moment(21));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'r':{'times':1,'days':1,'millis':0}}        ; 72  ; 124",
                "{'r':{'times':1,'days':0,'millis':3600000}}  ; 49  ; 101",
                "{'r':{'times':3,'days':3,'millis':7200000}}  ; 122 ; 174",
                "{'r':{'times':1,'days':1}}                   ; 72  ; 124",
                "{'other':{'times':1,'days':1,'millis':0}}    ; 48  ; 100",
            })
    void an_extension_is_more_time_for_its_rule_and_no_other(String extensions, String end, String endOfGrace) {
        LeadRow lead = Given.lead("{'extensions':" + extensions + "}");
        assertThat(Given.end(lead, Given.rule(WARNS.formatted("0")))).isEqualTo(end);
        assertThat(Given.end(lead, Given.rule(WARNS.formatted("@90")))).isEqualTo(endOfGrace);
    }

    @Test
    void a_pause_in_the_time_of_an_extension_stops_it() {
        RecycleRule rule = Given.rule(SILENT.formatted("0"));
        String facts = "{'extensions':{'r':{'days':1}},'pauses':[{'what':'lock','from':@%s,'until':@%s}]}";
        assertThat(Given.end(Given.lead(facts.formatted("10", "20")), rule)).isEqualTo("82");
        assertThat(Given.end(Given.lead(facts.formatted("60", "65")), rule)).isEqualTo("77");
        assertThat(Given.end(Given.lead(facts.formatted("40", "65")), rule)).isEqualTo("97");
        assertThat(Given.end(Given.lead(facts.formatted("73", "90")), rule)).isEqualTo("72");
    }

    /** For a rule for grade A (48 h) and one for grade B (100 h), and one that waits 60 h for an opportunity. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'grade':'A'}                                              ; 48",
                "{'grade':'B'}                                              ; 60",
                "{'grade':'B','opportunity_at':@5}                          ; 100",
                "{'grade':'B','opportunity_at':@5,'unapproved':{}}          ; 100",
                "{'grade':'C','opportunity_at':@5}                          ; never",
                // What the owner made better counts as it was.
                "{'grade':'B','unapproved':{'grade':'A'}}                   ; 48",
                "{'grade':'C','opportunity_at':@5,'unapproved':{'grade':'A'}} ; 48",
                "{'grade':'C','opportunity_at':@5,'unapproved':{'grade':null}} ; never",
                "{'grade':'C','opportunity_at':@5,'unapproved':{'opportunity_at':null}} ; 60",
                "{'grade':'C','opportunity_at':@5,'unapproved':{'opportunity_at':null,'grade':'A'}} ; 48",
                // What he made worse counts at once.
                "{'grade':'A','unapproved':{'grade':'B'}}                   ; 48",
                "{'grade':'A','unapproved':{'grade':null}}                  ; 48",
            })
    void what_the_owner_changes_weakens_no_deadline_before_it_is_approved(String facts, String end) {
        RecycleRule a = Given.rule("{'name':'a','trigger':'no_deal','after':'PT48H','applies_to':{'grades':['A']}}");
        RecycleRule b = Given.rule("{'name':'b','trigger':'no_deal','after':'PT100H','applies_to':{'grades':['B']}}");
        RecycleRule any = Given.rule(
                "{'name':'any','trigger':'no_opportunity','after':'PT60H','applies_to':{'grades':['A','B','C']}}");
        assertThat(Given.end(Given.lead(facts), a, b, any)).isEqualTo(end);
    }

    @Test
    void a_tag_that_the_owner_took_or_gave_counts_as_it_was() {
        RecycleRule vip = Given.rule("{'trigger':'no_deal','after':'PT48H','applies_to':{'tags':['vip']}}");
        assertThat(Given.end(Given.lead("{'tags':[],'unapproved':{'tags':['vip']}}"), vip))
                .isEqualTo("48");
        assertThat(Given.end(Given.lead("{'unapproved':{'tags':['vip']}}"), vip))
                .isEqualTo("48");
        assertThat(Given.end(Given.lead("{'tags':['x'],'unapproved':{'tags':null}}"), vip))
                .isEqualTo("never");
    }

    @Test
    void a_rule_without_time_to_warn_in_gives_none() {
        assertThat(Given.rule(SILENT.formatted("0")).graceMillis()).isZero();
        assertThat(Given.rule(WARNS.formatted("0")).graceMillis())
                .isEqualTo(Span.parse("PT10H").millis());
    }
}
