package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;

/**
 * What holds for all leads, rules and pauses. A rule is
 * <i>steady</i> when it has not changed: where grace begins, a lead that is a little better off may get less time.
 */
// Edge cases of so many parts outnumber all tries.
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class RuleBookProperties extends RandomLeads {
    @Property
    void a_later_follow_up_that_counts_makes_no_follow_up_no_earlier(
            @ForAll("leads") LeadRow lead,
            @ForAll("hourRules") RecycleRule rule,
            @ForAll @IntRange(max = 3 * WEEK) int quarters) {
        RecycleRule silence = as(rule, Trigger.NO_FOLLOWUP);
        JsonArray more = lead.facts().getJsonArray(Facts.FOLLOWUPS).copy().add(followup(quarters, 60));
        LeadRow later = RuleBook.with(lead, new JsonObject().put(Facts.FOLLOWUPS, more));
        assertThat(end(later, silence)).isGreaterThanOrEqualTo(end(lead, silence));
    }

    @Property
    void a_pause_makes_no_deadline_earlier(
            @ForAll("leads") LeadRow lead, @ForAll("steadyRules") RecycleRule rule, @ForAll("pause") JsonObject pause) {
        assertThat(end(with(lead, pause), rule)).isGreaterThanOrEqualTo(end(lead, rule));
    }

    @Property
    void no_pause_moves_the_longest_hold(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("rules") RecycleRule rule,
            @ForAll("pause") JsonObject pause) {
        RecycleRule hold = as(rule, Trigger.MAX_HOLD);
        assertThat(end(with(lead, pause), hold)).isEqualTo(end(lead, hold));
    }

    @Property
    void no_deadline_lies_in_a_pause_that_stops_its_clock(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("rules") RecycleRule rule,
            @ForAll("pause") JsonObject pause) {
        LeadRow paused = with(lead, pause);
        long end = end(paused, rule);
        assertThat(Pause.of(paused.facts()))
                .filteredOn(rule.trigger()::stopsFor)
                .noneMatch(p -> p.fromMillis() <= end && end < p.untilMillis());
    }

    @Property
    void a_longer_time_makes_no_deadline_earlier(
            @ForAll("leads") LeadRow lead,
            @ForAll("steadyRules") RecycleRule rule,
            @ForAll @IntRange(max = 3) int days,
            @ForAll @IntRange(max = 100) int quarters) {
        // A lead whose time was over when its owner got it has the whole time anew; with a longer one it may not have.
        RecycleRule some = rule.trigger() == Trigger.NO_REPURCHASE || rule.trigger() == Trigger.CONTRACT_END
                ? as(rule, Trigger.NO_DEAL)
                : rule;
        Span longer = new Span(rule.after().days() + days, rule.after().millis() + quarters * QUARTER);
        assertThat(end(lead, after(some, longer))).isGreaterThanOrEqualTo(end(lead, some));
    }

    @Property
    void an_extension_makes_no_deadline_earlier(
            @ForAll("leads") LeadRow lead,
            @ForAll("rules") RecycleRule rule,
            @ForAll @IntRange(max = 3) int days,
            @ForAll @IntRange(max = 100) int quarters) {
        assertThat(end(extended(lead, days, quarters), rule)).isGreaterThanOrEqualTo(end(lead, rule));
    }

    @Property
    void one_more_rule_makes_the_earliest_deadline_no_later(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("books") List<RecycleRule> rules,
            @ForAll("rules") RecycleRule rule) {
        List<RecycleRule> more = new ArrayList<>(rules);
        more.add(rule);
        assertThat(end(lead, more)).isLessThanOrEqualTo(end(lead, rules)).isLessThanOrEqualTo(end(lead, rule));
    }

    @Property
    void what_the_owner_changed_makes_no_deadline_later(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("books") List<RecycleRule> rules,
            @ForAll("facts") JsonObject before) {
        LeadRow unapproved = RuleBook.with(lead, new JsonObject().put(Facts.UNAPPROVED, before));
        assertThat(end(unapproved, rules))
                .isLessThanOrEqualTo(end(lead, rules))
                .isLessThanOrEqualTo(end(RuleBook.with(lead, before), rules));
    }

    @Property
    void the_same_question_has_the_same_answer_and_changes_no_fact(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("books") List<RecycleRule> rules,
            @ForAll("facts") JsonObject before) {
        LeadRow asked = RuleBook.with(lead, new JsonObject().put(Facts.UNAPPROVED, before));
        String facts = asked.facts().encode();
        Deadline first = book(rules).next(asked);
        assertThat(book(rules).next(asked)).isEqualTo(first);
        assertThat(asked.facts().encode()).isEqualTo(facts);
        LeadRow read = RuleBook.with(asked, new JsonObject(facts));
        assertThat(book(rules).next(read)).isEqualTo(first);
    }

    @Property
    void no_deadline_comes_before_the_ownership_or_before_what_it_counts_from(
            @ForAll("extendedLeads") LeadRow lead, @ForAll("rules") RecycleRule rule) {
        assertThat(end(lead, rule)).isGreaterThan(lead.claimedAtMillis());
        LeadRow plain = RuleBook.with(lead, new JsonObject().putNull(Facts.PAUSES));
        assertThat(end(plain, as(rule, Trigger.CONTRACT_END))).isGreaterThan(plain.factMillis(Facts.CONTRACT_ENDS_AT));
        assertThat(end(plain, as(rule, Trigger.NURTURE_PASSED))).isGreaterThan(plain.factMillis(Facts.NURTURE_UNTIL));
        assertThat(end(plain, as(rule, Trigger.NO_REPURCHASE))).isGreaterThan(plain.factMillis(Facts.BOUGHT_AT));
    }

    @Property
    void a_changed_rule_gives_one_warning_period_or_nothing(
            @ForAll("leads") LeadRow lead,
            @ForAll("steadyRules") RecycleRule steady,
            @ForAll @IntRange(max = 4 * WEEK) int quarters) {
        LeadRow plain = RuleBook.with(lead, new JsonObject().putNull(Facts.PAUSES));
        long changed = at(quarters);
        long end = end(plain, steady);
        long grace = changed + steady.graceMillis();
        assertThat(end(plain, since(steady, changed))).isEqualTo(end > changed ? end : grace);
        LeadRow regraded = RuleBook.with(plain, new JsonObject().put(Facts.REGRADED_AT, changed));
        assertThat(end(regraded, steady)).isEqualTo(end > changed ? end : grace);
    }

    @Property
    void warnings_come_one_after_the_other_and_each_once(
            @ForAll("extendedLeads") LeadRow lead, @ForAll("rules") RecycleRule rule) {
        Deadline deadline = book(List.of(rule)).next(lead);
        List<Duration> given = new ArrayList<>();
        while (deadline != null && deadline.alarmMillis() < deadline.atMillis()) {
            long now = deadline.alarmMillis();
            Duration warning = deadline.warningDue(now);
            assertThat(deadline.atMillis() - warning.toMillis()).isEqualTo(now);
            given.add(warning);
            LeadRow warned = RuleBook.with(lead, new JsonObject().put(Facts.WARNED, json(deadline, warning)));
            deadline = book(List.of(rule)).next(warned);
            assertThat(deadline.warned()).isTrue();
            assertThat(deadline.warningDue(now)).isNull();
            assertThat(deadline.alarmMillis()).isGreaterThan(now);
        }
        assertThat(given).isEqualTo(deadline == null ? List.of() : rule.warnBefore());
    }

    @Property
    void a_late_alarm_leaves_warnings_out_and_gives_none_again(
            @ForAll("extendedLeads") LeadRow lead,
            @ForAll("rules") RecycleRule rule,
            @ForAll @IntRange(max = 300) int early,
            @ForAll @IntRange(max = 300) int late) {
        Deadline deadline = book(List.of(rule)).next(lead);
        if (deadline != null) {
            long now = deadline.atMillis() - Math.max(early, late) * QUARTER;
            Duration warning = deadline.warningDue(now);
            assertThat(warning == null)
                    .isEqualTo(deadline.alarmMillis() > now || rule.warnBefore().isEmpty());
            if (warning != null) {
                LeadRow warned = RuleBook.with(lead, new JsonObject().put(Facts.WARNED, json(deadline, warning)));
                Duration next = book(List.of(rule))
                        .next(warned)
                        .warningDue(deadline.atMillis() - Math.min(early, late) * QUARTER);
                assertThat(next == null || next.compareTo(warning) < 0).isTrue();
            }
        }
    }

    @Property
    void no_lead_but_an_owned_one_has_a_deadline(
            @ForAll("facts") JsonObject facts, @ForAll("books") List<RecycleRule> rules, @ForAll LeadState state) {
        Deadline next = book(rules).next(Given.lead(state, 0, facts));
        assertThat(next == null || state == LeadState.OWNED).isTrue();
    }

    private static RuleBook book(List<RecycleRule> rules) {
        return new RuleBook(rules, Given.OFFICE);
    }

    private static long end(LeadRow lead, RecycleRule rule) {
        return end(lead, List.of(rule));
    }

    private static long end(LeadRow lead, List<RecycleRule> rules) {
        Deadline next = book(rules).next(lead);
        return next == null ? Long.MAX_VALUE : next.atMillis();
    }

    private static JsonObject json(Deadline deadline, Duration warning) {
        return new JsonObject()
                .put("rule", deadline.rule().name())
                .put("at", deadline.atMillis())
                .put("before", warning.toMillis());
    }

    private static LeadRow with(LeadRow lead, JsonObject pause) {
        JsonArray pauses = lead.facts().getJsonArray(Facts.PAUSES).copy().add(pause);
        return RuleBook.with(lead, new JsonObject().put(Facts.PAUSES, pauses));
    }

    private static RecycleRule as(RecycleRule rule, Trigger trigger) {
        return new RecycleRule(
                rule.name(),
                trigger,
                rule.after(),
                rule.working(),
                rule.appliesTo(),
                rule.evidence(),
                rule.warnBefore(),
                rule.to(),
                rule.extensions(),
                rule.sinceMillis());
    }

    private static RecycleRule after(RecycleRule rule, Span after) {
        return new RecycleRule(
                rule.name(),
                rule.trigger(),
                after,
                rule.working(),
                rule.appliesTo(),
                rule.evidence(),
                rule.warnBefore(),
                rule.to(),
                rule.extensions(),
                rule.sinceMillis());
    }
}
