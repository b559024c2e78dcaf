package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each rule counts from, for a lead that was claimed at hour 0 and 48 hours of time. */
class TriggerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "no_first_contact; {}                                                ; 48",
                "no_first_contact; {'followups':[{'at':@3}]}                         ; never",
                "no_first_contact; {'followups':[{'at':@0}]}                         ; never",
                "no_first_contact; {'followups':[]}                                  ; 48",
                "no_followup     ; {}                                                ; 48",
                "no_followup     ; {'followups':[{'at':@3}]}                         ; 51",
                "no_followup     ; {'followups':[{'at':@3},{'at':@9}]}               ; 57",
                "no_deal         ; {}                                                ; 48",
                "no_deal         ; {'followups':[{'at':@3}]}                         ; 48",
                "no_deal         ; {'opportunity_at':@3}                             ; 48",
                "no_deal         ; {'deal_at':@3}                                    ; never",
                "no_opportunity  ; {}                                                ; 48",
                "no_opportunity  ; {'followups':[{'at':@3}]}                         ; 48",
                "no_opportunity  ; {'opportunity_at':@3}                             ; never",
                "max_hold        ; {}                                                ; 48",
                "max_hold        ; {'followups':[{'at':@3}],'deal_at':@3,'won_at':@3}; 48",
                "no_repurchase   ; {}                                                ; never",
                "no_repurchase   ; {'bought_at':@3}                                  ; 51",
                "no_repurchase   ; {'bought_at':@3,'followups':[{'at':@9}]}          ; 51",
                "nurture_passed  ; {}                                                ; never",
                "nurture_passed  ; {'nurture_until':@30}                             ; 78",
                "contract_end    ; {}                                                ; never",
                "contract_end    ; {'contract_ends_at':@300}                         ; 348",
            })
    void time_runs_from_what_the_rule_counts_from(String trigger, String facts, String end) {
        assertThat(end(trigger, facts)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "no_first_contact; {'followups':[{'at':@-3}]}                        ; 48",
                "no_first_contact; {'followed_up_at':@-3,'followups_ever':2}         ; 48",
                "no_followup     ; {'followups':[{'at':@-3}]}                        ; 48",
                "no_followup     ; {'followed_up_at':@-3,'followups_ever':2}         ; 48",
                "no_deal         ; {'deal_at':@-3,'won_at':@-3}                      ; 48",
                "no_opportunity  ; {'opportunity_at':@-3,'stage':'offer'}            ; 48",
            })
    void what_earlier_owners_did_does_not_count(String trigger, String facts, String end) {
        assertThat(end(trigger, facts)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "no_repurchase; {'bought_at':@-3}                                    ; 45",
                "no_repurchase; {'bought_at':@-47.5}                                 ; 0.5",
                "no_repurchase; {'bought_at':@-48}                                   ; 48",
                "no_repurchase; {'bought_at':@-5000}                                 ; 48",
                "contract_end ; {'contract_ends_at':@-3}                             ; 45",
                "contract_end ; {'contract_ends_at':@-48}                            ; 48",
                // An extension must not count as time that the owner had before he came.
                "no_repurchase; {'bought_at':@-48,'extensions':{'r':{'days':1}}}     ; 72",
                "no_repurchase; {'bought_at':@-3,'extensions':{'r':{'days':1}}}      ; 69",
                "contract_end ; {'contract_ends_at':@-60,'extensions':{'r':{'days':1}}}; 72",
                // Nor must a lock that begins with the ownership.
                "no_repurchase; {'bought_at':@-48,'pauses':[{'what':'lock','from':@0,'until':@5}]}; 53",
            })
    void whoever_takes_a_lead_whose_time_was_over_gets_the_whole_time(String trigger, String facts, String end) {
        assertThat(end(trigger, facts)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'call_seconds':20}                   ; {'at':@9}                                  ; false",
                "{'call_seconds':20}                   ; {'at':@9,'seconds':19}                     ; false",
                "{'call_seconds':20}                   ; {'at':@9,'seconds':20}                     ; true",
                "{'call_seconds':0}                    ; {'at':@9}                                  ; true",
                "{'outcomes':['reached','interested']} ; {'at':@9}                                  ; false",
                "{'outcomes':['reached','interested']} ; {'at':@9,'outcome':'busy'}                 ; false",
                "{'outcomes':['reached','interested']} ; {'at':@9,'outcome':'interested'}           ; true",
                "{'proofs':['recording']}              ; {'at':@9}                                  ; false",
                "{'proofs':['recording']}              ; {'at':@9,'proofs':['upload']}              ; false",
                "{'proofs':['recording']}              ; {'at':@9,'proofs':['upload','recording']}  ; true",
                "{'proofs':['recording','reply']}      ; {'at':@9,'proofs':['reply']}               ; false",
                "{'call_seconds':20,'outcomes':['a']}  ; {'at':@9,'outcome':'a'}                    ; false",
                "{'call_seconds':20,'outcomes':['a']}  ; {'at':@9,'outcome':'b','seconds':30}       ; false",
                "{'call_seconds':20,'outcomes':['a']}  ; {'at':@9,'outcome':'a','seconds':30}       ; true",
                "null                                  ; {'at':@9,'outcome':'no_answer'}            ; true",
            })
    void a_follow_up_counts_that_shows_the_evidence_asked_for(String evidence, String followup, boolean counts) {
        String rule = "{'trigger':'%s','after':'PT48H','evidence':" + evidence + "}";
        var lead = Given.lead("{'followups':[" + followup + "]}");
        assertThat(Given.end(lead, Given.rule(rule.formatted("no_followup")))).isEqualTo(counts ? "57" : "48");
        assertThat(Given.end(lead, Given.rule(rule.formatted("no_first_contact"))))
                .isEqualTo(counts ? "never" : "48");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "[{'at':@3,'seconds':60},{'at':@9,'seconds':5}]                        ; 51",
                "[{'at':@3,'seconds':60},{'at':@5,'seconds':20},{'at':@9,'seconds':5}] ; 53",
                // A call's record may come late.
                "[{'at':@9,'seconds':60},{'at':@3,'seconds':60}]                       ; 57",
            })
    void the_latest_follow_up_that_counts_has_the_say(String followups, String end) {
        RecycleRule rule = Given.rule("{'trigger':'no_followup','after':'PT48H','evidence':{'call_seconds':20}}");
        assertThat(Given.end(Given.lead("{'followups':" + followups + "}"), rule))
                .isEqualTo(end);
    }

    private static String end(String trigger, String facts) {
        return Given.end(Given.lead(facts), Given.rule("{'trigger':'" + trigger + "','after':'PT48H'}"));
    }
}
