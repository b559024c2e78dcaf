package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.faults.Intent.Kind;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same for work on leads and for what rules do: each promise is broken here once, and each must be found. */
class WorkCheckTest {

    private static final String POOL = MadeHistory.POOL;
    private static final Truth.Place POOLED = new Truth.Place("pooled", POOL, null);
    private static final Truth.Place OTHER = new Truth.Place("pooled", "other", null);
    private static final Rules NONE = MadeHistory.rules(PoolRules.with());

    private final MadeHistory made = new MadeHistory();

    @Test
    void a_clean_life_passes() {
        made.received(1).claimed(1, "ann").later(5).followedUp(1, "ann");
        made.stays(1, Kind.REVIEW, "reviewed", Firm.SUPERVISOR, "{\"followup\":3,\"verdict\":\"genuine\"}");
        made.stays(1, Kind.EDIT, "edited", "ann", null).stays(1, Kind.NOTE, "noted", "ann", null);
        made.stays(1, Kind.DIAL, "dialled", "ann", null).sold(1, "ann", null);
        made.later(5).closed(1, "ann").stays(1, Kind.NOTE, "noted", Firm.SUPERVISOR, null);
        made.later(5).does(1, Kind.REOPEN, "reopened", Firm.MANAGER, null, POOLED, null);
        made.later(5).claimed(1, "bob").does(1, Kind.MOVE, "moved", Firm.SUPERVISOR, null, OTHER, null);
        Arbiter arbiter = made.arbiter(NONE);
        assertThat(made.found(NONE, arbiter)).isEmpty();
    }

    @Test
    void finds_every_step_from_where_it_is_impossible() {
        Truth.Place owned = new Truth.Place("owned", POOL, "ann");
        for (String type :
                List.of("followed_up", "nurtured", "locked", "extended", "warned", "reminded", "paused", "dialled")) {
            assertThat(step(POOLED, type, POOLED)).as(type).isEqualTo("P2 an impossible transition");
            assertThat(step(owned, type, new Truth.Place("owned", POOL, "bob"))).isNotNull();
        }
        for (String type : List.of(
                "evidenced",
                "reviewed",
                "refunded",
                "edited",
                "noted",
                "revealed",
                "approved",
                "rejected",
                "requested",
                "won",
                "repurchased",
                "opportunity",
                "contract",
                "payment")) {
            assertThat(step(owned, type, owned)).as(type).isNull();
            assertThat(step(owned, type, POOLED)).as(type).isEqualTo("P2 an impossible transition");
        }
        for (String type : List.of("offered", "declined", "opened", "withdrawn")) {
            assertThat(step(POOLED, type, POOLED)).as(type).isNull();
            assertThat(step(owned, type, owned)).as(type).isEqualTo("P2 an impossible transition");
        }
        assertThat(step(POOLED, "escalated", POOLED)).isNull();
        assertThat(step(owned, "escalated", owned)).isNull();
        assertThat(step(owned, "escalated", POOLED)).isEqualTo("P2 an impossible transition");
        Truth.Place closed = new Truth.Place("closed", null, null);
        assertThat(step(owned, "erased", closed)).isNull();
        assertThat(step(closed, "erased", closed)).isNull();
        assertThat(step(owned, "erased", POOLED)).isEqualTo("P2 an impossible transition");
        assertThat(step(POOLED, "recycled", POOLED)).isEqualTo("P2 an impossible transition");
        assertThat(step(closed, "closed", closed)).isEqualTo("P2 an impossible transition");
        assertThat(step(POOLED, "reopened", POOLED)).isEqualTo("P2 an impossible transition");
        assertThat(step(POOLED, "moved", POOLED)).isEqualTo("P2 an impossible transition");
        assertThat(step(closed, "moved", POOLED)).isEqualTo("P2 an impossible transition");
        assertThat(step(POOLED, "transferred", owned)).isEqualTo("P2 an impossible transition");
        assertThat(step(owned, "assigned", new Truth.Place("owned", POOL, "bob")))
                .isNotNull();
        assertThat(step(closed, "claimed", owned)).isEqualTo("P2 an impossible transition");
        assertThat(step(owned, "released", OTHER)).isEqualTo("P2 an impossible transition");
        assertThat(step(owned, "unheard_of", owned)).isEqualTo("P2 an impossible transition");
    }

    @Test
    void a_refunded_claim_counts_no_longer_and_is_refunded_once() {
        Rules two = MadeHistory.rules(PoolRules.with(new PoolRules.Quota("agent", "day", 2)));
        Rules rolling = MadeHistory.rules(PoolRules.with(new PoolRules.Quota("agent", "PT1H", 2)));
        made.received(1)
                .received(2)
                .received(3)
                .claimed(1, "ann")
                .later(5)
                .claimed(2, "ann")
                .later(5);
        made.event(1, "refunded", made.place(1), made.place(1), 71, "ann", null, "{\"claim\":2}");
        made.later(5).claimed(3, "ann");
        assertThat(made.found(two)).isEmpty();
        assertThat(made.found(rolling)).isEmpty();
        made.event(1, "refunded", made.place(1), made.place(1), 72, "ann", null, "{\"claim\":2}");
        assertThat(made.found(two)).containsExactly("P3 a refund of no claim, or of one that was refunded");
        made.received(4).claimed(4, "ann");
        assertThat(made.found(two)).contains("P3 quota exceeded");
        assertThat(made.found(rolling)).contains("P3 quota exceeded");
    }

    @Test
    void a_listed_number_may_arrive_closed() {
        Truth.Place nowhere = new Truth.Place(null, null, null);
        made.received(1);
        made.event(2, "received", nowhere, new Truth.Place("closed", null, null), 70, "x", null, null);
        Findings findings = new Findings();
        JournalCheck.check(made.truth(), findings);
        assertThat(findings.violations()).noneMatch(v -> v.kind().equals("an impossible transition"));
    }

    /** What is found about one step alone; null for nothing. */
    private static String step(Truth.Place from, String type, Truth.Place to) {
        MadeHistory made = new MadeHistory().received(1);
        made.event(1, "edited", POOLED, from, 50, "x", null, null);
        made.event(1, type, from, to, 51, "x", null, null);
        Findings findings = new Findings();
        JournalCheck.check(made.truth(), findings);
        return findings.violations().stream()
                .filter(v -> v.detail().contains("version 3"))
                .map(v -> v.promise() + " " + v.kind())
                .findFirst()
                .orElse(null);
    }

    @Test
    void finds_a_dial_that_was_answered_and_is_not_in_the_journal() {
        made.received(1).claimed(1, "ann").stays(1, Kind.DIAL, "dialled", "ann", null);
        assertThat(made.found(NONE)).isEmpty();
        Intent other = Intent.step(70, Kind.DIAL, "ann", null, 1, "dial", "{}", null);
        made.asked(other, MadeHistory.ok());
        assertThat(made.found(NONE)).containsExactly("P1 acknowledged but not in the journal");
    }

    @Test
    void one_line_is_enough_for_all_answers_under_one_key() {
        made.received(1).claimed(1, "ann");
        Intent dial = Intent.step(70, Kind.DIAL, "ann", "k1", 1, "dial", "{}", null);
        int version = made.event(1, "dialled", made.place(1), made.place(1), 71, "ann", null, null);
        made.requests.add(new Truth.Request(71, List.of(1L), List.of(version)));
        made.asked(dial, MadeHistory.ok()).later(10).asked(dial, MadeHistory.ok());
        assertThat(made.found(NONE)).isEmpty();
        made.requests.clear();
        assertThat(made.found(NONE)).containsExactly("P5 an acknowledged key is not remembered");
    }

    @Test
    void a_dial_with_a_key_is_the_remembered_one_of_two_in_a_second() {
        made.received(1).claimed(1, "ann");
        made.event(1, "dialled", made.place(1), made.place(1), 71, "ann", null, null);
        made.asked(Intent.step(70, Kind.DIAL, "ann", null, 1, "dial", "{}", null), Answer.none("timeout"));
        made.later(600);
        int version = made.event(1, "dialled", made.place(1), made.place(1), 72, "ann", null, null);
        made.requests.add(new Truth.Request(72, List.of(1L), List.of(version)));
        made.asked(Intent.step(72, Kind.DIAL, "ann", "k1", 1, "dial", "{}", null), MadeHistory.ok());
        assertThat(made.found(NONE)).isEmpty();
    }

    @Test
    void finds_a_dial_that_happened_twice_for_one_request() {
        made.received(1).claimed(1, "ann").stays(1, Kind.DIAL, "dialled", "ann", null);
        made.event(1, "dialled", made.place(1), made.place(1), 71, "ann", null, null);
        assertThat(made.found(NONE)).containsExactly("P5 a transition that nobody can have asked for");
    }

    @Test
    void a_call_record_that_changed_nothing_needs_no_line() {
        made.received(1).claimed(1, "ann").followedUp(1, "ann");
        Intent call = Intent.call(70, Firm.PHONES, 1, "{}");
        made.asked(call, new Answer(201, "", false, "", List.of(), ""));
        assertThat(made.found(NONE)).isEmpty();
        made.asked(call, new Answer(201, "", false, Answer.MATCHED, List.of(), ""));
        assertThat(made.found(NONE)).containsExactly("P1 acknowledged but not in the journal");
        // Unless a follow-up that was written at the same moment has named it.
        made.stays(1, Kind.FOLLOW_UP, "followed_up", "ann", "{\"call\":\"call-70\"}");
        assertThat(made.found(NONE)).isEmpty();
    }

    @Test
    void finds_two_answers_with_different_versions_for_one_follow_up() {
        made.received(1).claimed(1, "ann");
        Intent intent = Intent.step(70, Kind.FOLLOW_UP, "ann", "k1", 1, "followups", "{}", null);
        for (int i = 0; i < 2; i++) {
            int version = made.event(1, "followed_up", made.place(1), made.place(1), 71 + i, "ann", null, "{}");
            made.requests.add(new Truth.Request(71 + i, List.of(1L), List.of(version)));
            made.told(intent, new Answer.Told(1, version, null, null, null));
        }
        assertThat(made.found(NONE)).containsExactly("P5 the same key got two answers");
    }

    @Test
    void finds_a_repeated_answer_with_another_status() {
        made.received(1).claimed(1, "ann");
        Intent deal = Work.sale(Kind.DEAL, 70, "ann", "k1", 1, null);
        int version = made.event(1, "requested", made.place(1), made.place(1), 71, "ann", null, "{\"deal\":{}}");
        made.requests.add(new Truth.Request(71, List.of(1L), List.of(version)));
        Answer.Told told = new Answer.Told(1, version, "owned", POOL, "ann");
        made.asked(deal, new Answer(202, "", false, "", List.of(told), ""));
        made.asked(deal, new Answer(202, "", true, "", List.of(told), ""));
        assertThat(made.found(NONE)).isEmpty();
        made.told(deal, told);
        assertThat(made.found(NONE)).containsExactly("P5 the same key got two answers");
    }

    @Test
    void finds_what_is_said_to_wait_and_does_not() {
        made.received(1).claimed(1, "ann");
        Intent contract = Work.sale(Kind.CONTRACT, 70, "ann", null, 1, null);
        int version = made.event(1, "contract", made.place(1), made.place(1), 71, "ann", null, "{}");
        Answer.Told told = new Answer.Told(1, version, "owned", POOL, "ann");
        made.asked(contract, new Answer(202, "", false, "", List.of(told), ""));
        assertThat(made.found(NONE)).containsExactly("API unexpected answer");
    }

    @Test
    void finds_an_answer_that_shows_another_place() {
        made.received(1).claimed(1, "ann");
        Intent intent = Intent.step(70, Kind.NOTE, "ann", null, 1, "notes", "{}", null);
        int version = made.event(1, "noted", made.place(1), made.place(1), 71, "ann", null, null);
        made.told(intent, new Answer.Told(1, version, "owned", POOL, "bob"));
        assertThat(made.found(NONE)).containsExactly("P2 an answer shows another owner or state");
    }

    @Test
    void finds_a_step_in_the_name_of_another() {
        made.received(1).claimed(1, "ann");
        Intent intent = Intent.step(70, Kind.NOTE, "ann", null, 1, "notes", "{}", null);
        int version = made.event(1, "noted", made.place(1), made.place(1), 71, "bob", null, null);
        made.told(intent, new Answer.Told(1, version, "owned", POOL, "ann"));
        assertThat(made.found(NONE)).containsExactly("P2 the journal says something else than the client was told");
    }

    @Test
    void finds_a_retry_of_a_close_that_was_refused_because_it_is_closed() {
        made.received(1).claimed(1, "ann").later(10);
        Intent close = Intent.step(60, Kind.CLOSE, "ann", "k7", 1, "close", "{}", "lost");
        made.asked(close, Answer.none("timeout"));
        made.event(1, "closed", made.place(1), new Truth.Place("closed", null, null), 70, "ann", "lost", null);
        made.later(10).asked(close, MadeHistory.refused(409, "closed"));
        assertThat(made.found(NONE)).containsExactly("P5 a retry was refused although it had been carried out");
    }

    @Test
    void finds_an_external_id_that_was_recorded_twice() {
        made.received(1)
                .received(2)
                .claimed(1, "ann")
                .claimed(2, "ann")
                .sold(1, "ann", "o1")
                .sold(2, "ann", "o2");
        assertThat(made.found(NONE)).isEmpty();
        made.sold(2, "ann", "o1");
        assertThat(made.found(NONE)).containsExactly("P5 an external id was recorded twice");
    }

    /** Found for an id that a request gives up so much later than another lead's deal was decided. */
    private List<String> givenUp(long laterMillis) {
        MadeHistory history = new MadeHistory();
        history.received(1).received(2).claimed(1, "ann").claimed(2, "ann");
        Truth.Place place = history.place(1);
        int asked = history.event(1, "requested", place, place, 71, "ann", null, "{\"deal\":{\"external_id\":\"o1\"}}");
        history.sold(2, "ann", "o1").later(laterMillis);
        String data = "{\"what\":\"deal\",\"requested\":" + asked + "}";
        history.event(1, "rejected", place, place, 72, Firm.SUPERVISOR, null, data);
        Findings findings = new Findings();
        ExternalIdCheck.check(history.truth(), findings);
        return List.copyOf(findings.counts().keySet());
    }

    @Test
    void an_id_may_be_given_up_by_what_was_decided_later_and_committed_first() {
        assertThat(givenUp(10)).isEmpty();
        assertThat(givenUp(60_000)).containsExactly("P5 an external id was recorded twice");
    }

    @Test
    void finds_an_external_id_whose_fence_is_missing() {
        made.received(1).claimed(1, "ann").sold(1, "ann", "o1");
        made.identitiesByKind.clear();
        assertThat(made.found(NONE)).containsExactly("P5 external ids and their fence differ");
    }

    @Test
    void finds_an_agent_who_has_more_locks_than_allowed_for_a_moment() {
        made.received(1).received(2).claimed(1, "ann").claimed(2, "ann");
        made.stops(1, Kind.LOCK, "ann", 1_000).later(500).stops(1, Kind.LOCK, "ann", 1_000);
        made.later(999).stops(2, Kind.LOCK, "ann", 1_000).later(2_000);
        assertThat(made.found(patience(1, 0))).containsExactly("P3 too many leads locked");
        assertThat(made.found(patience(2, 0))).isEmpty();
    }

    @Test
    void a_lock_that_is_over_or_was_given_up_or_is_anothers_takes_no_place() {
        made.received(1).received(2).claimed(1, "ann").claimed(2, "ann");
        made.stops(1, Kind.LOCK, "ann", 1_000).later(1_000).stops(2, Kind.LOCK, "ann", 9_000);
        made.later(10).stops(2, Kind.LOCK, "ann", 0).stops(1, Kind.LOCK, "ann", 9_000);
        made.later(10).assigned(1, "bob").stops(2, Kind.LOCK, "ann", 10).later(10);
        assertThat(made.found(patience(1, 0))).isEmpty();
    }

    @Test
    void finds_an_agent_who_nurtures_more_leads_than_allowed() {
        made.received(1).received(2).claimed(1, "ann").claimed(2, "ann");
        made.stops(1, Kind.NURTURE, "ann", 1_000)
                .stops(2, Kind.NURTURE, "ann", 500)
                .later(1_000);
        assertThat(made.found(patience(0, 1))).containsExactly("P3 too many leads nurtured");
        assertThat(made.found(patience(0, 2))).isEmpty();
    }

    @Test
    void finds_a_customer_who_was_dialled_too_often_by_whomever() {
        made.received(1).claimed(1, "ann").stays(1, Kind.DIAL, "dialled", "ann", null);
        made.later(999).assigned(1, "bob").stays(1, Kind.DIAL, "dialled", "bob", null);
        assertThat(made.found(dials(1, 1_000))).containsExactly("P3 dialled too often");
        assertThat(made.found(dials(1, 999))).isEmpty();
        assertThat(made.found(dials(2, 1_000))).isEmpty();
    }

    @Test
    void finds_a_lead_that_was_recycled_without_first_contact_though_there_was_one() {
        made.received(1)
                .claimed(1, "ann")
                .later(10)
                .followedUp(1, "ann")
                .later(5_000)
                .recycled(1);
        assertThat(made.found(taking(PoolRules.NO_FIRST_CONTACT, 1_000))).containsExactly("P3 recycled too early");
    }

    @Test
    void a_fake_follow_up_is_no_contact() {
        made.received(1).claimed(1, "ann").later(10).followedUp(1, "ann").later(5_000);
        made.stays(1, Kind.REVIEW, "reviewed", Firm.SUPERVISOR, "{\"followup\":3,\"verdict\":\"fake\"}")
                .recycled(1);
        assertThat(made.found(taking(PoolRules.NO_FIRST_CONTACT, 1_000))).isEmpty();
    }

    @Test
    void no_follow_up_counts_from_the_last_one() {
        made.received(1)
                .claimed(1, "ann")
                .later(500)
                .followedUp(1, "ann")
                .later(999)
                .recycled(1);
        assertThat(made.found(taking(PoolRules.NO_FOLLOWUP, 1_000))).containsExactly("P3 recycled too early");
        assertThat(made.found(taking(PoolRules.NO_FOLLOWUP, 999))).isEmpty();
    }

    @Test
    void time_that_stands_still_does_not_count_but_for_a_maximum_hold() {
        made.received(1)
                .claimed(1, "ann")
                .later(100)
                .stops(1, Kind.LOCK, "ann", 1_000)
                .later(400);
        made.stops(1, Kind.NURTURE, "ann", 1_000).later(1_499).recycled(1);
        // 100 ms before both and 499 ms behind both.
        assertThat(made.found(stopping(PoolRules.NO_FIRST_CONTACT, 600))).containsExactly("P3 recycled too early");
        assertThat(made.found(stopping(PoolRules.NO_FIRST_CONTACT, 599))).isEmpty();
        assertThat(made.found(stopping(PoolRules.MAX_HOLD, 1_999))).isEmpty();
    }

    @Test
    void an_extension_is_more_time_and_is_not_given_too_often() {
        String more = "{\"by\":\"PT2S\"}";
        made.received(1).claimed(1, "ann");
        for (int i = 0; i < 2; i++) {
            made.does(1, Kind.EXTEND, "extended", Firm.SUPERVISOR, MadeHistory.RULE, made.place(1), more);
        }
        made.later(4_999).recycled(1);
        assertThat(made.found(extending(1_000, 2))).containsExactly("P3 recycled too early");
        assertThat(made.found(extending(999, 2))).isEmpty();
        assertThat(made.found(extending(999, 1))).containsExactly("P3 extended too often");
    }

    @Test
    void finds_what_a_rule_did_that_the_pool_does_not_have() {
        made.received(1).claimed(1, "ann").later(5_000).byRule(1, "recycled", POOLED, "another", null);
        assertThat(made.found(taking(PoolRules.MAX_HOLD, 1)))
                .containsExactly("P3 a rule acted that the pool does not have");
    }

    @Test
    void finds_a_lead_that_was_recycled_to_another_pool_than_its_rule_says() {
        made.received(1).claimed(1, "ann").later(5_000).byRule(1, "recycled", OTHER, MadeHistory.RULE, null);
        assertThat(made.found(taking(PoolRules.MAX_HOLD, 1))).containsExactly("P3 recycled to another pool");
    }

    @Test
    void finds_warnings_that_come_too_early_or_twice() {
        String data = "{\"deadline\":\"2026-03-02T08:00:00.000Z\",\"before\":\"PT1S\"}";
        Truth.Place owned = new Truth.Place("owned", POOL, "ann");
        made.received(1).claimed(1, "ann").later(2_000).byRule(1, "warned", owned, MadeHistory.RULE, data);
        assertThat(made.found(warning(3_000, 1_000))).isEmpty();
        assertThat(made.found(warning(3_001, 1_000))).containsExactly("P3 warned too early");
        assertThat(made.found(warning(3_000, 0))).containsExactly("P3 a rule acted that the pool does not have");
        String later = data.replace("T08", "T09");
        made.byRule(1, "warned", owned, MadeHistory.RULE, later);
        assertThat(made.found(warning(3_000, 1_000))).as("of another deadline").isEmpty();
        made.byRule(1, "warned", owned, MadeHistory.RULE, later);
        assertThat(made.found(warning(3_000, 1_000))).containsExactly("P3 warned twice of the same");
    }

    @Test
    void finds_a_lead_that_went_at_the_end_of_a_shift_though_it_was_worked_on_or_stood_still() {
        made.received(1).claimed(1, "ann").byRule(1, "recycled", POOLED, Life.SHIFT_END, null);
        assertThat(made.found(NONE)).isEmpty();
        made.claimed(1, "bob").followedUp(1, "bob").byRule(1, "recycled", POOLED, Life.SHIFT_END, null);
        assertThat(made.found(NONE)).containsExactly("P3 a lead that was worked on returned at the end of a shift");
    }

    @Test
    void leads_of_somebody_on_leave_stand_still_and_nobody_asked_for_that() {
        Truth.Place owned = new Truth.Place("owned", POOL, "ann");
        String until = "{\"until\":\"2100-01-01T00:00:00Z\"}";
        made.received(1).claimed(1, "ann");
        made.event(1, "paused", owned, owned, 90, Firm.SUPERVISOR, Told.LEAVE, until);
        assertThat(made.found(NONE)).isEmpty();
        made.byRule(1, "recycled", POOLED, Life.SHIFT_END, null);
        assertThat(made.found(NONE)).containsExactly("P3 a lead that was worked on returned at the end of a shift");
    }

    @Test
    void finds_one_too_many_that_went_without_a_warning_or_before_it_was_over() {
        Truth.Place owned = new Truth.Place("owned", POOL, "ann");
        String kind = "P3 one too many went without a warning, or before it was over";
        made.received(1).claimed(1, "ann");
        made.byRule(1, "warned", owned, Life.HOLDING_CAP, "{\"deadline\":\"1970-01-01T00:00:00Z\"}");
        made.byRule(1, "recycled", POOLED, Life.HOLDING_CAP, null);
        assertThat(made.found(NONE)).containsExactly(kind);
        MadeHistory warned = new MadeHistory().received(1).claimed(1, "ann");
        warned.byRule(1, "warned", owned, Life.HOLDING_CAP, "{\"deadline\":\"1970-01-01T00:00:00.001Z\"}");
        warned.later(1_000).byRule(1, "recycled", POOLED, Life.HOLDING_CAP, null);
        assertThat(warned.found(NONE)).isEmpty();
        MadeHistory early = new MadeHistory().received(1).claimed(1, "ann");
        early.byRule(1, "warned", owned, Life.HOLDING_CAP, "{\"deadline\":\"2100-01-01T00:00:00Z\"}");
        early.byRule(1, "recycled", POOLED, Life.HOLDING_CAP, null);
        assertThat(early.found(NONE)).containsExactly(kind);
    }

    @Test
    void finds_a_clean_up_before_its_time() {
        made.received(1).claimed(1, "ann").released(1, "ann").later(1_000);
        made.byRule(1, "moved", OTHER, "stale", null);
        assertThat(made.found(stale(1_000))).isEmpty();
        assertThat(made.found(stale(1_001))).containsExactly("P3 cleaned up too early");
        assertThat(made.found(NONE)).containsExactly("P3 a rule acted that the pool does not have");
    }

    @Test
    void finds_a_lead_that_was_closed_before_it_had_gone_round_often_enough() {
        made.received(1).claimed(1, "ann").released(1, "ann");
        made.byRule(1, "closed", new Truth.Place("closed", null, null), "stale", null);
        assertThat(made.found(MadeHistory.rules(PoolRules.with().closesAfter(1))))
                .isEmpty();
        assertThat(made.found(MadeHistory.rules(PoolRules.with().closesAfter(2))))
                .containsExactly("P3 cleaned up too early");
    }

    @Test
    void finds_a_claim_of_what_was_kept_for_another_team() {
        made.teams.put("bob", "team2");
        made.received(1).claimed(1, "ann").released(1, "ann").later(999).claimed(1, "bob");
        Rules rules = MadeHistory.rules(PoolRules.with().firstRefusal(1_000));
        assertThat(made.found(rules)).containsExactly("P3 first refusal not kept");
        made.teams.remove("bob");
        assertThat(made.found(MadeHistory.rules(PoolRules.with().firstRefusal(999))))
                .isEmpty();
    }

    @Test
    void who_missed_the_first_contact_has_no_first_refusal() {
        made.teams.put("bob", "team2");
        made.received(1).claimed(1, "ann").later(10).recycled(1).later(999).claimed(1, "bob");
        PoolRules.Builder pool = PoolRules.with().firstRefusal(1_000);
        assertThat(made.found(MadeHistory.rules(pool.recycle(MadeHistory.rule(PoolRules.NO_FIRST_CONTACT, 10)))))
                .isEmpty();
        assertThat(made.found(MadeHistory.rules(pool.recycle(MadeHistory.rule(PoolRules.MAX_HOLD, 10)))))
                .containsExactly("P3 first refusal not kept");
    }

    @Test
    void a_reopened_lead_is_first_for_the_team_that_closed_it() {
        Rules rules = MadeHistory.rules(PoolRules.with().firstRefusal(1_000));
        made.teams.put("bob", "team2");
        made.received(1).claimed(1, "ann").released(1, "ann").later(1_000).claimed(1, "bob");
        made.closed(1, "bob").reopened(1).claimed(1, "bob");
        assertThat(made.found(rules)).isEmpty();
        made.closed(1, "bob").reopened(1).claimed(1, "ann");
        assertThat(made.found(rules)).containsExactly("P3 first refusal not kept");
    }

    @Test
    void a_lead_that_nobody_wanted_and_a_rule_has_moved_has_no_first_refusal() {
        made.teams.put("bob", "team2");
        made.received(1).claimed(1, "ann").later(10).released(1, "ann").later(10);
        Truth.Place other = new Truth.Place("pooled", "other", null);
        made.event(1, "moved", made.place(1), other, 901, Told.RULE, "stale", null);
        made.event(1, "claimed", other, new Truth.Place("owned", "other", "bob"), 902, "bob", null, null);
        Findings findings = new Findings();
        PoolRules refusal = PoolRules.with().firstRefusal(1_000).build();
        PoolRules stale = PoolRules.with().stale(10, "other").build();
        Rules rules =
                new Rules(ZoneId.of("UTC"), 0, 0, 0, List.of(), Map.of(MadeHistory.POOL, stale, "other", refusal));
        LifeCheck.check(made.truth(), rules, findings);
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void who_gets_a_lead_in_the_millisecond_of_a_followup_gets_it_untouched() {
        made.received(1).claimed(1, "ann").later(10).followedUp(1, "ann").assigned(1, "bob");
        Rules rules = MadeHistory.taking(PoolRules.NO_FIRST_CONTACT, 1_000);
        assertThat(life(rules).untouched()).isTrue();
        assertThat(LifeCheck.overdue(made.truth(), rules, made.now + 1_001)).containsOnlyKeys(1L);
    }

    private Life life(Rules rules) {
        return Life.of(made.truth().lines().get(1L), rules);
    }

    @Test
    void finds_a_lead_that_a_rule_has_forgotten() {
        made.received(1).received(2).claimed(1, "ann");
        Rules rules = MadeHistory.rules(PoolRules.with()
                .recycle(MadeHistory.rule(PoolRules.MAX_HOLD, 1_000))
                .stale(5_000, "other"));
        long then = made.now;
        assertThat(LifeCheck.overdue(made.truth(), rules, then + 1_000)).isEmpty();
        assertThat(LifeCheck.overdue(made.truth(), rules, then + 1_001)).containsOnlyKeys(1L);
        assertThat(LifeCheck.overdue(made.truth(), rules, then + 5_001)).containsOnlyKeys(1L, 2L);
    }

    @Test
    void finds_every_count_in_which_redis_can_differ() {
        made.received(1).received(2).claimed(1, "ann").claimed(2, "ann").followedUp(2, "ann");
        made.sold(2, "ann", null);
        made.stops(1, Kind.LOCK, "ann", 9_000).stops(1, Kind.NURTURE, "ann", 8_000);
        Rules rules = patience(1, 1);
        Arbiter right = made.arbiter(rules);
        long until = made.now + 8_000;
        right.records().put(1L, new Arbiter.Record('o', 4, POOL, "ann", until, ""));
        right.alarms().put(1L, until);
        for (String what : List.of("l", "m", "n:", "n:" + POOL, "w:", "w:" + POOL)) {
            right.counts("ann", what, 1);
        }
        assertThat(right.counts().get("ann")).containsEntry("u", 1).containsEntry("p:" + POOL, 2);
        assertThat(made.found(rules, right)).isEmpty();
        for (String what : List.copyOf(right.counts().get("ann").keySet())) {
            int count = right.counts().get("ann").remove(what);
            assertThat(made.found(rules, right)).containsExactly("P4 Redis counts something else than is held");
            right.counts("ann", what, count);
        }
    }

    @Test
    void finds_every_way_in_which_the_alarm_clock_can_differ() {
        made.received(1).claimed(1, "ann").received(2).received(3).closed(3, "ann");
        Rules rules = MadeHistory.rules(PoolRules.with()
                .recycle(MadeHistory.rule(PoolRules.MAX_HOLD, 1_000))
                .stale(5_000, "other"));
        Arbiter arbiter = made.arbiter(rules);
        long held = made.now + 1_000;
        assertThat(made.found(rules, arbiter)).isEmpty();

        arbiter.alarms().remove(1L);
        assertThat(made.found(rules, arbiter)).containsExactly("P4 the alarm clock differs from the lead");
        arbiter.alarms().put(1L, held + 1);
        assertThat(made.found(rules, arbiter)).containsExactly("P4 the alarm clock differs from the lead");
        arbiter.records().put(1L, new Arbiter.Record('o', 2, POOL, "ann", held + 1, ""));
        assertThat(made.found(rules, arbiter)).containsExactly("P4 a deadline without its alarm");
        arbiter.alarms().put(1L, held - 1);
        arbiter.records().put(1L, new Arbiter.Record('o', 2, POOL, "ann", held - 1, ""));
        assertThat(made.found(rules, arbiter)).as("it may ring early").isEmpty();
        made.later(1_000);
        arbiter.alarms().put(1L, made.now + 14_000);
        assertThat(made.found(rules, arbiter)).as("it has rung and is leased").isEmpty();
        arbiter.records().put(2L, new Arbiter.Record('p', 1, POOL, null, 0, ""));
        arbiter.alarms().remove(2L);
        assertThat(made.found(rules, arbiter)).containsExactly("P4 a deadline without its alarm");
        arbiter.records().put(2L, new Arbiter.Record('p', 1, POOL, null, MadeHistory.START + 5_000, ""));
        arbiter.alarms().put(2L, MadeHistory.START + 5_000);
        arbiter.alarms().put(3L, 77L);
        assertThat(made.found(rules, arbiter)).containsExactly("P4 an alarm for nothing");
    }

    @Test
    void finds_a_lead_that_is_kept_for_nobody_or_the_wrong_one() {
        made.received(1);
        Arbiter arbiter = made.arbiter(NONE);
        arbiter.records().put(1L, new Arbiter.Record('p', 1, POOL, null, 0, "t:7/red"));
        assertThat(made.found(NONE, arbiter)).as("it is there for all by now").isEmpty();
        arbiter.waiting().add(1L);
        assertThat(made.found(NONE, arbiter)).containsExactly("P4 first refusal is kept wrong");
        arbiter.kept().put(1L, POOL + ":t:7/red");
        assertThat(made.found(NONE, arbiter)).isEmpty();
        arbiter.kept().put(1L, POOL + ":t:7/blue");
        assertThat(made.found(NONE, arbiter)).containsExactly("P4 first refusal is kept wrong");
        arbiter.kept().put(1L, POOL + ":t:7/red");
        arbiter.kept().put(9L, POOL + ":t:7/red");
        assertThat(made.found(NONE, arbiter)).containsExactly("P4 first refusal is kept wrong");
    }

    @Test
    void a_lead_that_is_won_takes_no_place_under_the_holding_cap() {
        made.received(1)
                .received(2)
                .claimed(1, "ann")
                .later(1)
                .sold(1, "ann", null)
                .later(1)
                .claimed(2, "ann");
        assertThat(made.found(MadeHistory.rules(PoolRules.with().cap(1)))).isEmpty();
        made.received(3).later(1).claimed(3, "ann");
        assertThat(made.found(MadeHistory.rules(PoolRules.with().cap(1)))).containsExactly("P3 holding cap exceeded");
    }

    @Test
    void finds_a_cooldown_that_was_not_kept_after_the_lead_was_closed() {
        made.received(1).claimed(1, "ann").closed(1, "ann");
        made.does(1, Kind.REOPEN, "reopened", Firm.MANAGER, null, POOLED, null)
                .later(999)
                .claimed(1, "ann");
        assertThat(made.found(MadeHistory.rules(PoolRules.with().cooldown(1_000))))
                .containsExactly("P3 cooldown not kept");
        assertThat(made.found(MadeHistory.rules(PoolRules.with().cooldown(999))))
                .isEmpty();
    }

    private static Rules taking(String trigger, long afterMillis) {
        return MadeHistory.taking(trigger, afterMillis);
    }

    private static Rules patience(int locks, int nurtures) {
        return MadeHistory.rules(PoolRules.with().patience(locks, nurtures));
    }

    private static Rules stopping(String trigger, long afterMillis) {
        return MadeHistory.rules(PoolRules.with().patience(9, 9).recycle(MadeHistory.rule(trigger, afterMillis)));
    }

    private static Rules extending(long afterMillis, int times) {
        return MadeHistory.rules(PoolRules.with()
                .recycle(new PoolRules.Recycle(
                        MadeHistory.RULE, PoolRules.MAX_HOLD, afterMillis, 0, null, times, null)));
    }

    private static Rules warning(long afterMillis, long warnMillis) {
        return MadeHistory.rules(PoolRules.with()
                .recycle(new PoolRules.Recycle(
                        MadeHistory.RULE, PoolRules.MAX_HOLD, afterMillis, warnMillis, null, 0, null)));
    }

    private static Rules stale(long afterMillis) {
        return MadeHistory.rules(PoolRules.with().stale(afterMillis, "other"));
    }

    private static Rules dials(int max, long windowMillis) {
        return new Rules(
                ZoneId.of("Asia/Shanghai"),
                0,
                0,
                0,
                List.of(new Rules.Dials(max, windowMillis)),
                Map.of(POOL, PoolRules.with().build()));
    }
}
