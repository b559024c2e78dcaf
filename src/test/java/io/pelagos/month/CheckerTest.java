package io.pelagos.month;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The checker of the simulated month must find each violation that is planted here, and nothing in honest journals. */
class CheckerTest {
    private final Ledger ledger = new Ledger();
    private final List<MadeLife> lives = new ArrayList<>();

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    private MadeLife lead(String grade) {
        MadeLife life = new MadeLife(lives.size() + 1, grade, ledger);
        lives.add(life);
        return life;
    }

    /** The month ends so many days after its start; every hour all that was due had been done. */
    private Set<String> found(int endDays) {
        List<Long> hourly = LongStream.rangeClosed(0, endDays * 24L)
                .mapToObj(hour -> MadeLife.START + hour * 3_600_000 + 1_800_000)
                .toList();
        Checker checker = new Checker(Policy.USUAL, hourly, ledger);
        lives.forEach(life -> checker.lead(life.lead, life.events, life.row()));
        Set<Long> seen = lives.stream().map(life -> life.lead).collect(Collectors.toSet());
        return checker.end(seen::contains).counts().keySet();
    }

    @Test
    void finds_nothing_in_an_honest_month() {
        lead("C").claimed("ann").at(days(2)).recycled(Policy.FIRST_CONTACT, days(2));
        lead("C")
                .claimed("ann")
                .at(days(1))
                .followedUp()
                .at(days(9))
                .warned(days(16))
                .at(days(16))
                .recycled(Policy.SILENCE, days(16))
                .claimed("bob")
                .at(days(17))
                .followedUp()
                .won("ann");
        lead("A").claimed("ann").at(days(1)).followedUp().at(days(2)).reminded();
        assertThat(found(24)).isEmpty();
    }

    @Test
    void finds_a_lead_that_was_recycled_too_early() {
        lead("C").claimed("ann").at(hours(47)).recycled(Policy.FIRST_CONTACT, days(2));
        assertThat(found(3)).containsExactly("recycled too early");
    }

    @Test
    void finds_a_lead_that_was_recycled_too_late() {
        lead("C").claimed("ann").at(hours(50)).recycled(Policy.FIRST_CONTACT, days(2));
        assertThat(found(3)).containsExactly("not recycled in time");
    }

    @Test
    void a_recycling_within_the_step_is_in_time() {
        lead("C").claimed("ann").at(days(2).plusMinutes(29)).recycled(Policy.FIRST_CONTACT, days(2));
        assertThat(found(3)).isEmpty();
    }

    @Test
    void finds_a_lead_that_is_still_owned_after_its_deadline() {
        lead("C").claimed("ann");
        assertThat(found(1)).isEmpty();
        assertThat(found(3)).containsExactly("not recycled in time");
    }

    @Test
    void finds_a_recycling_by_the_wrong_rule() {
        lead("C").claimed("ann").at(days(2)).recycled(Policy.SILENCE, days(2));
        assertThat(found(3)).containsExactly("recycled by the wrong rule");
    }

    @Test
    void finds_a_recycling_where_no_rule_applies() {
        lead("A").claimed("ann").at(days(1)).followedUp().at(days(16)).recycled(Policy.SILENCE, days(16));
        assertThat(found(17)).containsExactly("recycled without a rule");
    }

    @Test
    void finds_another_deadline_than_that_of_the_rules() {
        lead("C").claimed("ann").at(days(2)).recycled(Policy.FIRST_CONTACT, hours(47));
        assertThat(found(3)).containsExactly("another deadline");
    }

    @Test
    void finds_a_lead_that_was_recycled_unwarned() {
        lead("D").claimed("ann").at(days(1)).followedUp().at(days(16)).recycled(Policy.SILENCE, days(16));
        assertThat(found(17)).containsExactly("not warned in time");
    }

    @Test
    void finds_a_warning_at_the_wrong_time_twice_or_without_a_rule() {
        lead("D").claimed("ann").at(hours(1)).followedUp().at(days(8)).warned(days(15).plusHours(1));
        assertThat(found(7)).containsExactly("warned at the wrong time");
        lives.clear();
        lead("D")
                .claimed("ann")
                .at(hours(1))
                .followedUp()
                .at(days(8).plusHours(1))
                .warned(days(15).plusHours(1))
                .warned(days(15).plusHours(1));
        assertThat(found(9)).contains("warned twice");
        lives.clear();
        lead("A").claimed("ann").at(hours(1)).followedUp().at(days(9)).warned(days(15).plusHours(1));
        assertThat(found(9)).contains("warned without a rule");
    }

    @Test
    void a_follow_up_gives_the_time_anew_and_a_fake_one_takes_it_back() {
        lead("D").claimed("ann").at(days(1)).followedUp().at(days(3)).fake(3).recycled(Policy.FIRST_CONTACT, days(2));
        assertThat(found(4)).isEmpty();
        lead("D").claimed("ann").at(days(1)).followedUp().at(days(3)).fake(3);
        assertThat(found(4)).containsExactly("not recycled in time");
    }

    @Test
    void a_warning_holds_when_a_fake_follow_up_is_taken_back() {
        lead("D")
                .claimed("ann")
                .at(hours(1))
                .followedUp()
                .at(days(8).plusHours(1))
                .warned(days(15).plusHours(1))
                .at(days(10))
                .followedUp()
                .fake(5)
                .at(days(15).plusHours(1))
                .recycled(Policy.SILENCE, days(15).plusHours(1));
        assertThat(found(16)).isEmpty();
    }

    @Test
    void nurture_and_lock_stop_the_clock() {
        lead("A")
                .claimed("ann")
                .at(days(1))
                .paused("nurtured", days(6))
                .at(days(7))
                .recycled(Policy.FIRST_CONTACT, days(7));
        lead("A")
                .claimed("ann")
                .at(days(1))
                .paused("locked", days(3))
                .paused("nurtured", days(2))
                .at(days(4))
                .recycled(Policy.FIRST_CONTACT, days(4));
        assertThat(found(8)).isEmpty();
        lead("A")
                .claimed("ann")
                .at(days(1))
                .paused("locked", days(6))
                .at(days(2))
                .recycled(Policy.FIRST_CONTACT, days(2));
        assertThat(found(8)).containsExactly("another deadline", "recycled too early");
    }

    @Test
    void a_claim_that_was_given_back_makes_room_for_another_once() {
        lead("A").claimed("ann").followedUp().refunded(2).released();
        for (int i = 0; i < 20; i++) {
            lead("A").claimed("ann").released();
        }
        assertThat(found(1)).isEmpty();
        lead("A").claimed("ann").followedUp().refunded(2).refunded(2).released();
        assertThat(found(1)).containsExactly("refund");
    }

    @Test
    void finds_the_twenty_first_claim_of_a_day() {
        for (int i = 0; i < 20; i++) {
            lead("A").claimed("ann").released();
        }
        assertThat(found(1)).isEmpty();
        lead("A").claimed("ann").released();
        assertThat(found(1)).containsExactly("claim limit");
    }

    @Test
    void a_day_ends_at_midnight_of_the_firm() {
        for (int i = 0; i < 21; i++) {
            // Fifteen hours after nine in the morning.
            lead("A")
                    .at(i < 20 ? hours(15).minusMillis(1) : hours(15))
                    .claimed("ann")
                    .released();
        }
        assertThat(found(1)).isEmpty();
    }

    @Test
    void finds_more_leads_in_hand_than_the_cap_allows() {
        for (int i = 0; i < 100; i++) {
            lead("A").assigned("ann");
        }
        assertThat(found(1)).isEmpty();
        lead("A").at(hours(1)).assigned("ann").at(hours(2)).assigned("bob");
        assertThat(found(1)).containsExactly("holding cap");
    }

    @Test
    void finds_a_cooldown_that_was_broken() {
        lead("A").claimed("ann").released().at(days(7)).claimed("ann");
        lead("A").claimed("ann").assigned("bob").released().at(days(6)).assigned("ann");
        assertThat(found(7)).isEmpty();
        lead("A").claimed("ann").released().at(days(7).minusMillis(1)).claimed("ann");
        assertThat(found(7)).containsExactly("cooldown");
    }

    @Test
    void finds_a_credit_that_is_somebody_elses() {
        lead("A").claimed("ann").released().claimed("bob").followedUp().won("bob");
        lead("A").claimed("ann").won("ann");
        lead("A")
                .claimed("ann")
                .followedUp()
                .fake(3)
                .released()
                .claimed("bob")
                .followedUp()
                .won("bob");
        assertThat(found(1)).isEmpty();
        lead("A")
                .claimed("ann")
                .followedUp()
                .released()
                .claimed("bob")
                .followedUp()
                .won("bob");
        assertThat(found(1)).containsExactly("credit");
        lives.remove(3);
        lead("A").claimed("ann").released().claimed("bob").followedUp().won("ann");
        assertThat(found(1)).contains("credit");
    }

    @Test
    void finds_a_gap_in_the_versions() {
        lead("A").claimed("ann").released().claimed("bob").events.remove(1);
        assertThat(found(1)).contains("versions with a gap", "acknowledged but not in the journal");
    }

    @Test
    void finds_a_second_owner_and_a_step_from_where_the_lead_was_not() {
        lead("A").claimed("ann").claimed("bob");
        assertThat(found(1)).containsExactly("an impossible step");
        lives.clear();
        lead("A").claimed("ann").released().events.remove(2);
        lives.get(0).claimed("bob");
        assertThat(found(1)).contains("starts where the lead was not");
    }

    @Test
    void finds_what_was_told_and_is_not_so() {
        lead("A").claimed("ann");
        ledger.told(1, 3, "released", null);
        assertThat(found(1)).containsExactly("acknowledged but not in the journal");
        ledger.told(7, 1, "received", null);
        assertThat(found(1)).containsExactly("acknowledged but not in the journal");
    }

    @Test
    void finds_an_answer_that_names_another_owner() {
        lead("A").claimed("ann");
        ledger.told(1, 2, "claimed", "bob");
        assertThat(found(1)).containsExactly("the journal says something else than was told");
    }

    @Test
    void finds_a_step_that_nobody_asked_for() {
        MadeLife life = lead("A");
        MadeLife unheard = new MadeLife(life.lead, "A", new Ledger()).claimed("ann");
        life.claimed("ann").events.addAll(unheard.released().events.subList(2, 3));
        assertThat(found(1)).contains("a step that nobody was told of");
    }

    @Test
    void finds_a_row_that_differs_from_the_journal() {
        MadeLife life = lead("A").claimed("ann");
        Checker checker = new Checker(Policy.USUAL, List.of(), ledger);
        Row row = life.row();
        checker.lead(
                life.lead,
                life.events,
                new Row(row.version(), "pooled", row.pool(), null, row.enteredMillis(), 0, 0, "A", 0));
        assertThat(checker.end(lead -> true).counts().keySet())
                .containsExactly("the lead's row and its journal differ");
    }
}
