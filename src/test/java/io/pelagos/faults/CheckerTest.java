package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing is worth nothing: each promise is broken here once, and each must be found. */
class CheckerTest {

    private static final String POOL = MadeHistory.POOL;

    private static final Rules NONE = MadeHistory.rules(PoolRules.with());

    private final MadeHistory made = new MadeHistory();

    @Test
    void a_clean_history_passes() {
        made.received(1).received(2).claimed(1, "ann", "k1").later(10).released(1, "ann");
        made.later(5_000).claimed(1, "ann").later(4_000).recycled(1).assigned(2, "bob");
        made.asked(made.claim("bob", "k9"), MadeHistory.refused(409, "pool-empty"));
        assertThat(found()).isEmpty();
    }

    @Test
    void a_replay_of_the_same_answer_passes() {
        made.received(1).claimed(1, "ann", "k1");
        Operation first = made.operations.get(1);
        made.asked(first.intent(), first.answer());
        assertThat(found()).isEmpty();
    }

    @Test
    void a_transition_of_a_request_without_an_answer_passes() {
        made.received(1).asked(made.claim("ann", null), Answer.none("timeout"));
        made.commitClaim(1, "ann", null);
        assertThat(found()).isEmpty();
    }

    @Test
    void finds_an_acknowledged_claim_that_is_not_in_the_journal() {
        made.received(1).told(made.claim("ann", null), new Answer.Told(1, 2, "owned", POOL, "ann"));
        assertThat(found()).contains("P1 acknowledged but not in the journal");
    }

    @Test
    void finds_one_transition_that_was_acknowledged_to_two() {
        made.received(1).claimed(1, "ann");
        made.told(made.claim("ann", null), new Answer.Told(1, 2, "owned", POOL, "ann"));
        assertThat(found()).containsExactly("P2 one transition acknowledged to two requests");
    }

    @Test
    void finds_a_claim_whose_journal_line_names_somebody_else() {
        made.received(1);
        made.commitClaim(1, "bob", null);
        made.told(made.claim("ann", null), new Answer.Told(1, 2, "owned", POOL, "ann"));
        assertThat(found()).contains("P2 the journal says something else than the client was told");
    }

    @Test
    void finds_a_second_owner_without_a_leave_between() {
        made.received(1).claimed(1, "ann");
        made.line(
                1, "claimed", new Truth.Place("pooled", POOL, null), new Truth.Place("owned", POOL, "bob"), 99, "bob");
        made.told(made.claim("bob", null), new Answer.Told(1, 3, "owned", POOL, "bob"));
        assertThat(found()).contains("P2 a transition starts where the lead was not");
    }

    @Test
    void finds_a_claim_of_a_lead_that_is_owned() {
        made.received(1).claimed(1, "ann").claimed(1, "bob");
        assertThat(found()).containsExactly("P2 an impossible transition");
    }

    @Test
    void finds_a_lead_that_came_in_and_is_gone() {
        made.received(1).received(2);
        made.journal.remove(1);
        made.leads.remove(2L);
        made.byChannel.put(Firm.GENERIC, 1);
        assertThat(found()).contains("P1 acknowledged lead is missing", "P4 an identity without its lead");
    }

    @Test
    void finds_a_lead_that_google_was_told_of_and_that_is_gone() {
        Intent intent = Intent.hook(1, "/hooks/k", "{}", POOL, Firm.GOOGLE, "x", "+8613912345678");
        made.asked(intent, new Answer(200, "", false, "", List.of(), "{}"));
        assertThat(found()).containsExactly("P1 acknowledged lead is missing");
    }

    @Test
    void finds_the_same_phone_in_two_leads() {
        made.received(1).received(2);
        Intent again = Intent.hook(50, "/hooks/k", "{}", POOL, Firm.GENERIC, "x9", "+861391");
        made.told(again, new Answer.Told(2, 0, null, null, null));
        assertThat(found()).containsExactly("P5 the same phone became two leads");
    }

    @Test
    void a_person_who_comes_again_is_told_of_in_the_journal() {
        made.received(1).cameAgain(1, "y").touched(1).cameAgain(1, "y");
        assertThat(found()).isEmpty();
    }

    @Test
    void finds_a_touch_that_is_not_in_the_journal_or_is_there_twice() {
        made.received(1).cameAgain(1, "y").touched(1).cameAgain(1, "z");
        assertThat(found()).containsExactly("P1 acknowledged touch is missing");
        made.touched(1).touched(1);
        assertThat(found()).containsExactly("P5 more touches than forms");
    }

    @Test
    void finds_more_leads_than_people() {
        made.received(1).received(2);
        made.operations.remove(1);
        assertThat(found()).containsExactly("P5 more leads than people");
    }

    @Test
    void finds_two_answers_for_one_key() {
        made.received(1).received(2).claimed(1, "ann", "k1");
        Intent intent = made.operations.get(2).intent();
        made.told(intent, made.commitClaim(2, "ann", null));
        assertThat(found()).contains("P5 the same key got two answers");
    }

    @Test
    void finds_a_key_that_was_accepted_with_another_body() {
        made.received(1).claimed(1, "ann", "k1");
        Operation first = made.operations.get(1);
        made.asked(first.intent().withBody(77, "{\"count\":2}"), first.answer());
        assertThat(found()).containsExactly("P5 a used key was accepted with another body");
    }

    @Test
    void finds_an_acknowledged_key_that_is_not_remembered() {
        made.received(1).claimed(1, "ann", "k1");
        made.requests.clear();
        assertThat(found()).containsExactly("P5 an acknowledged key is not remembered");
    }

    @Test
    void finds_a_request_that_was_carried_out_twice() {
        made.received(1).received(2).claimed(1, "ann", "k1");
        made.commitClaim(2, "ann", null);
        assertThat(found()).containsExactly("P5 a transition that nobody can have asked for");
    }

    @Test
    void finds_a_retry_that_was_refused_because_of_its_own_first_attempt() {
        made.received(1).claimed(1, "ann").later(10);
        Intent release = Intent.release(60, "ann", "k7", 1);
        made.asked(release, Answer.none("timeout"));
        made.line(1, "released", made.place(1), new Truth.Place("pooled", POOL, null), 70, "ann");
        made.later(10).asked(release, MadeHistory.refused(404, "not-found"));
        assertThat(found()).containsExactly("P5 a retry was refused although it had been carried out");
    }

    @Test
    void finds_a_retry_that_was_called_a_duplicate_of_itself() {
        made.received(1);
        Intent enter = Intent.enter(60, "ann", "k7", POOL, "x1", "+861391");
        made.asked(enter, Answer.none("timeout")).asked(enter, MadeHistory.refused(409, "duplicate-lead"));
        assertThat(found()).containsExactly("P5 a retry was refused although it had been carried out");
    }

    @Test
    void finds_a_transition_of_a_request_that_was_refused() {
        made.received(1).asked(made.claim("ann", "k1"), MadeHistory.refused(429, "quota-exceeded"));
        made.commitClaim(1, "ann", "k1");
        assertThat(found()).containsExactly("P5 a transition that nobody can have asked for");
    }

    @Test
    void finds_a_transition_from_before_it_was_asked_for() {
        made.received(1);
        made.commitClaim(1, "ann", null);
        made.later(60_000).asked(made.claim("ann", null), Answer.none("timeout"));
        assertThat(found()).containsExactly("P5 a transition that nobody can have asked for");
    }

    @Test
    void finds_a_broken_chain() {
        made.received(1).claimed(1, "ann");
        Truth.Line line = made.journal.get(0);
        made.journal.set(0, with(line, line.body(), new byte[32]));
        assertThat(found()).contains("P7 chain is broken");
    }

    @Test
    void finds_a_line_whose_body_was_changed() {
        made.received(1);
        Truth.Line line = made.journal.get(0);
        byte[] forged = new String(line.body(), StandardCharsets.UTF_8)
                .replace("\"version\":1", "\"version\":2")
                .getBytes(StandardCharsets.UTF_8);
        made.journal.set(0, with(line, forged, line.hash()));
        assertThat(found()).contains("P7 chain is broken", "P7 a line's body and columns differ");
    }

    @Test
    void finds_a_missing_line() {
        made.received(1).claimed(1, "ann").released(1, "ann");
        made.journal.remove(1);
        assertThat(found()).contains("P7 journal has a gap or a double", "P1 acknowledged but not in the journal");
    }

    @Test
    void finds_a_row_that_differs_from_the_last_line() {
        made.received(1).claimed(1, "ann");
        Truth.Lead row = made.leads.get(1L);
        made.leads.put(1L, new Truth.Lead(1, row.version(), 'o', POOL, "bob", row.chain()));
        assertThat(found()).contains("P7 lead's row and last line differ");
    }

    @Test
    void finds_a_lead_that_is_found_by_what_it_has_not_or_not_by_what_it_has() throws IOException {
        String kind = "P4 a lead is found by other terms than its facts say";
        made.received(1).received(2);
        made.facts.put(
                1L,
                Api.JSON.readTree("{\"grade\":\"A\",\"tags\":[\"Hot\"],\"unapproved\":{},\"pending_deal\":{},"
                        + "\"fields\":{\"size\":1.50,\"city\":\"Bern\"}}"));
        made.terms.put(
                1L,
                new TreeSet<>(
                        Set.of("tag=Hot", "awaiting=edit", "awaiting=deal", "field.size=1.5", "field.city=bern")));
        assertThat(found()).isEmpty();
        made.terms.get(1L).remove("awaiting=deal");
        assertThat(found()).containsExactly(kind);
        made.terms.get(1L).add("awaiting=deal");
        made.terms.put(2L, Set.of("tag=Hot"));
        assertThat(found()).containsExactly(kind);
    }

    @Test
    void finds_a_lead_without_a_journal() {
        made.received(1);
        made.leads.put(2L, new Truth.Lead(2, 1, 'p', POOL, null, new byte[32]));
        made.details.add(2L);
        assertThat(found()).containsExactly("P7 lead without journal");
    }

    @Test
    void finds_a_quota_that_is_exceeded_within_a_day() {
        for (int lead = 1; lead <= 4; lead++) {
            made.received(lead).claimed(lead, "ann").later(60_000);
        }
        assertThat(found(rules(new PoolRules.Quota("agent", "day", 4)))).isEmpty();
        assertThat(found(rules(new PoolRules.Quota("agent", "day", 3)))).containsExactly("P3 quota exceeded");
        assertThat(found(rules(new PoolRules.Quota("pool", "hour", 3)))).containsExactly("P3 quota exceeded");
        assertThat(found(rules(new PoolRules.Quota("team", "week", 3)))).containsExactly("P3 quota exceeded");
        assertThat(found(rules(new PoolRules.Quota("tenant", "month", 3)))).containsExactly("P3 quota exceeded");
    }

    @Test
    void a_calendar_window_ends_at_midnight_of_the_tenant() {
        // 2023-11-15T00:00 in Shanghai is this many milliseconds after the start of the made history.
        long midnight = 1_699_977_600_000L + 86_400_000L - MadeHistory.START;
        made.received(1)
                .received(2)
                .later(midnight - 1)
                .claimed(1, "ann")
                .later(1)
                .claimed(2, "ann");
        assertThat(found(rules(new PoolRules.Quota("agent", "day", 1)))).isEmpty();
        assertThat(found(rules(new PoolRules.Quota("agent", "PT1S", 1)))).containsExactly("P3 quota exceeded");
    }

    @Test
    void a_rolling_window_is_over_after_its_length() {
        made.received(1).received(2).claimed(1, "ann").later(10_000).claimed(2, "ann");
        assertThat(found(rules(new PoolRules.Quota("agent", "PT10S", 1)))).isEmpty();
        assertThat(found(rules(new PoolRules.Quota("agent", "PT11S", 1)))).containsExactly("P3 quota exceeded");
    }

    @Test
    void finds_a_holding_cap_that_was_exceeded_for_a_moment() {
        made.received(1)
                .received(2)
                .claimed(1, "ann")
                .later(1)
                .claimed(2, "ann")
                .later(1)
                .released(1, "ann");
        assertThat(found(caps(0, 1, 0))).containsExactly("P3 holding cap exceeded");
        assertThat(found(caps(1, 0, 0))).containsExactly("P3 holding cap exceeded");
        assertThat(found(caps(2, 2, 0))).isEmpty();
    }

    @Test
    void finds_a_cooldown_that_was_not_kept() {
        made.received(1)
                .claimed(1, "ann")
                .later(10)
                .released(1, "ann")
                .later(1_999)
                .claimed(1, "ann");
        assertThat(found(caps(0, 0, 2_000))).containsExactly("P3 cooldown not kept");
        assertThat(found(caps(0, 0, 1_999))).isEmpty();
    }

    @Test
    void finds_a_lead_that_was_recycled_too_early() {
        made.received(1).claimed(1, "ann").later(999).recycled(1);
        assertThat(found(recycling(1_000))).containsExactly("P3 recycled too early");
        assertThat(found(recycling(999))).isEmpty();
    }

    @Test
    void finds_an_answer_that_faults_do_not_excuse() {
        made.asked(made.claim("ann", null), MadeHistory.refused(500, ""));
        made.asked(made.claim("ann", null), MadeHistory.refused(401, "unauthorized"));
        assertThat(found()).containsExactly("API unexpected answer");
    }

    @Test
    void finds_every_way_in_which_redis_can_differ() {
        made.received(1).received(2).claimed(2, "ann");
        Arbiter arbiter = made.arbiter(NONE);
        assertThat(kinds(atRest(arbiter))).isEmpty();

        arbiter.records().put(1L, new Arbiter.Record('p', 7, POOL, null, 0, ""));
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 Redis and PostgreSQL differ about a lead");
        arbiter.records().put(1L, new Arbiter.Record('f', 0, null, null, 0, ""));
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 a lead in flight at rest");
        arbiter.records().put(1L, new Arbiter.Record('p', 1, POOL, null, 0, ""));

        arbiter.inPool(POOL, 1);
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 a pooled lead is not in its pool once");
        arbiter.pools().get(POOL).put(1L, 1);
        arbiter.inPool("other", 2);
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 a pool holds a lead that is not there");
        arbiter.pools().remove("other");

        arbiter.holds("bob", List.of(2L));
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 Redis and PostgreSQL differ about an agent's hands");
        arbiter.held().remove("bob");
        arbiter.counts("ann", "p:" + POOL, 2);
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 Redis counts something else than is held");
        arbiter.counts("ann", "p:" + POOL, 1);
        arbiter.records().put(3L, new Arbiter.Record('p', 1, POOL, null, 0, ""));
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 Redis knows a lead that PostgreSQL does not");
        arbiter.records().remove(3L);
        arbiter.records().remove(1L);
        assertThat(kinds(atRest(arbiter))).containsExactly("P4 Redis and PostgreSQL differ about a lead");
    }

    @Test
    void finds_an_outbox_that_is_not_empty_at_rest() {
        assertThat(kinds(atRest(Arbiter.empty(1)))).containsExactly("P4 the outbox is not empty at rest");
    }

    @Test
    void reads_records_as_they_lie_in_redis() {
        Layout layout = new Layout(7, 3, 12);
        assertThat(layout.record("p|4|12/daily||17.5|99|c|7|t:12/red"))
                .isEqualTo(new Arbiter.Record('p', 4, "daily", null, 7, "t:12/red"));
        assertThat(layout.record("o|5|12/daily|12/ann|12/red|1|2|lnuw|3"))
                .isEqualTo(new Arbiter.Record('o', 5, "daily", "ann", 3, ""));
        assertThat(layout.record("p|4|1/daily|any|17.5|0||0|")).isNull();
    }

    private static Truth.Line with(Truth.Line line, byte[] body, byte[] hash) {
        return Truth.Line.of(
                line.lead(),
                line.version(),
                line.atMillis(),
                line.type(),
                line.transition(),
                line.agent(),
                line.team(),
                line.pool(),
                line.leftAgent(),
                body,
                hash);
    }

    @Test
    void a_forced_assignment_above_the_cap_is_nobody_elses_fault_whatever_came_first_in_its_millisecond() {
        made.received(1)
                .received(2)
                .event(
                        1,
                        "assigned",
                        made.place(1),
                        new Truth.Place("owned", POOL, "ann"),
                        901,
                        Firm.SUPERVISOR,
                        null,
                        "{\"forced\":true}");
        made.assigned(2, "ann");
        assertThat(kinds(limits(caps(1, 0, 0)))).isEmpty();
        made.received(3).assigned(3, "ann");
        assertThat(kinds(limits(caps(1, 0, 0)))).containsExactly("P3 holding cap exceeded");
    }

    @Test
    void a_time_outside_of_the_request_passes_only_while_the_clock_was_wrong() {
        History history = new History();
        made.received(1).claimed(1, "ann");
        made.operations.forEach(history::add);
        history.clockJumps(60_000);
        long now = System.currentTimeMillis();
        history.add(new Operation(made.claim("ann", null), 1, now, now, Answer.none("")));
        history.clockJumps(0);
        history.add(new Operation(made.claim("ann", null), 1, now + 120_000, now + 120_000, Answer.none("")));
        List<Operation> seen = history.operations();
        assertThat(seen.subList(0, 2)).isEqualTo(made.operations);
        assertThat(seen.get(2).endMillis()).isEqualTo(now + 60_000);
        assertThat(seen.get(3).endMillis()).isEqualTo(now + 120_000);
    }

    @Test
    void a_clock_that_nobody_sets_right_stays_wrong() {
        History history = new History();
        made.received(1);
        made.operations.forEach(history::add);
        history.clockAdvances(5_000);
        history.clockJumps(0);
        long later = System.currentTimeMillis() + 900_000;
        history.add(new Operation(made.claim("ann", null), 1, later, later, Answer.none("")));
        assertThat(history.operations().get(0)).isEqualTo(made.operations.get(0));
        assertThat(history.operations().get(1).endMillis()).isEqualTo(later + 5_000);
    }

    @Test
    void a_clock_that_was_ahead_at_the_end_of_a_round_is_known_in_the_next() {
        History before = new History();
        before.clockJumps(31_000);
        before.clockJumps(0);
        before.clockAdvances(5_000);
        long now = System.currentTimeMillis();
        History history = before.next(now);
        history.add(new Operation(made.claim("ann", null), 1, now, now, Answer.none("")));
        assertThat(history.operations().get(0).endMillis()).isEqualTo(now + 31_000);
    }

    private Findings limits(Rules rules) {
        Findings findings = new Findings();
        LimitCheck.check(made.truth(), rules, findings);
        return findings;
    }

    private List<String> found() {
        return found(recycling(1));
    }

    private List<String> found(Rules rules) {
        return made.found(rules);
    }

    private Findings atRest(Arbiter arbiter) {
        return Checker.atRest(made.operations, made.truth(), arbiter, NONE, made.now);
    }

    private static List<String> kinds(Findings findings) {
        return List.copyOf(findings.counts().keySet());
    }

    private static Rules rules(PoolRules.Quota quota) {
        return MadeHistory.rules(PoolRules.with(quota));
    }

    private static Rules caps(int all, int pool, long cooldownMillis) {
        PoolRules rules = PoolRules.with().cap(pool).cooldown(cooldownMillis).build();
        return new Rules(ZoneId.of("Asia/Shanghai"), all, 0, 0, List.of(), Map.of(POOL, rules));
    }

    private static Rules recycling(long maxHoldMillis) {
        return MadeHistory.taking(PoolRules.MAX_HOLD, maxHoldMillis);
    }
}
