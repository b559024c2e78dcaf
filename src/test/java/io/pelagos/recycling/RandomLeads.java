package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;

/** Leads and rules for properties. Times are quarters of an hour, so that many fall together. */
abstract class RandomLeads {
    static final long QUARTER = 15 * 60_000;
    static final int WEEK = 7 * 96;

    static long at(int quarters) {
        return Given.CLAIMED + quarters * QUARTER;
    }

    static RecycleRule since(RecycleRule rule, long sinceMillis) {
        return new RecycleRule(
                rule.name(),
                rule.trigger(),
                rule.after(),
                rule.working(),
                rule.appliesTo(),
                rule.evidence(),
                rule.warnBefore(),
                rule.to(),
                rule.extensions(),
                sinceMillis);
    }

    static JsonObject followup(int quarters, int seconds) {
        return new JsonObject().put("at", at(quarters)).put("seconds", seconds);
    }

    @Provide
    Arbitrary<List<RecycleRule>> books() {
        return rules().list().ofMaxSize(4);
    }

    /** Some changed while the lead was owned. */
    @Provide
    Arbitrary<RecycleRule> rules() {
        return Combinators.combine(steadyRules(), Arbitraries.integers().between(-50, 3 * WEEK))
                .as((rule, quarters) -> since(rule, at(quarters)));
    }

    @Provide
    Arbitrary<RecycleRule> steadyRules() {
        return rules(Arbitraries.integers().between(0, 6));
    }

    /** No days: where these differ in length, one that is counted from later may be a shorter one. So for extensions. */
    @Provide
    Arbitrary<RecycleRule> hourRules() {
        return rules(Arbitraries.just(0));
    }

    private static Arbitrary<RecycleRule> rules(Arbitrary<Integer> days) {
        Arbitrary<Span> spans = Combinators.combine(days, Arbitraries.integers().between(1, 200))
                .as((d, quarters) -> new Span(d, quarters * QUARTER));
        Arbitrary<AppliesTo> filters = Arbitraries.of("A", "B", "C")
                .set()
                .ofMaxSize(2)
                .map(grades ->
                        new AppliesTo(grades, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Map.of(), null, 0, 99));
        Arbitrary<List<Duration>> warnings = Arbitraries.integers()
                .between(1, 300)
                .map(quarters -> Duration.ofMillis(quarters * QUARTER))
                .list()
                .uniqueElements()
                .ofMaxSize(3)
                .map(list -> list.stream().sorted(Comparator.reverseOrder()).toList());
        return Combinators.combine(
                        Arbitraries.of(Trigger.class),
                        spans,
                        Arbitraries.of(true, false),
                        filters,
                        Arbitraries.of(0, 20),
                        warnings,
                        Arbitraries.of("r", "q"))
                .as((trigger, after, working, filter, seconds, warnBefore, name) -> new RecycleRule(
                        name,
                        trigger,
                        after,
                        working,
                        filter,
                        new Evidence(seconds, Set.of(), Set.of()),
                        warnBefore,
                        null,
                        Extensions.NONE,
                        0));
    }

    @Provide
    Arbitrary<LeadRow> leads() {
        return Combinators.combine(facts(), pause().list().ofMaxSize(4))
                .as((facts, pauses) ->
                        Given.lead(LeadState.OWNED, 0, facts.copy().put(Facts.PAUSES, new JsonArray(pauses))));
    }

    @Provide
    Arbitrary<LeadRow> extendedLeads() {
        return Combinators.combine(
                        leads(),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 50))
                .as(RandomLeads::extended);
    }

    static LeadRow extended(LeadRow lead, int days, int quarters) {
        JsonObject time = new JsonObject().put("times", 1).put("days", days).put("millis", quarters * QUARTER);
        return RuleBook.with(lead, new JsonObject().put(Facts.EXTENSIONS, new JsonObject().put("r", time)));
    }

    /** All but pauses and extensions: what happened in the three weeks after the claim, or before it. */
    @Provide
    Arbitrary<JsonObject> facts() {
        Arbitrary<Long> moments = Arbitraries.integers().between(0, 3 * WEEK).map(RandomLeads::at);
        Arbitrary<Long> any =
                Arbitraries.integers().between(-2 * WEEK, 3 * WEEK).map(RandomLeads::at);
        Arbitrary<JsonArray> followups = Combinators.combine(
                        Arbitraries.integers().between(0, 3 * WEEK), Arbitraries.of(0, 60))
                .as(RandomLeads::followup)
                .list()
                .ofMaxSize(3)
                .map(JsonArray::new);
        return Combinators.combine(
                        Arbitraries.of("A", "B", "C").injectNull(0.2),
                        followups,
                        any.injectNull(0.5),
                        any.injectNull(0.5),
                        any.injectNull(0.3),
                        moments.injectNull(0.5),
                        any.injectNull(0.5))
                .as((grade, calls, deal, opportunity, bought, nurture, contract) -> {
                    JsonObject facts = new JsonObject().put(Facts.FOLLOWUPS, calls);
                    put(facts, Facts.GRADE, grade);
                    put(facts, Facts.DEAL_AT, deal);
                    put(facts, Facts.OPPORTUNITY_AT, opportunity);
                    put(facts, Facts.BOUGHT_AT, bought);
                    put(facts, Facts.NURTURE_UNTIL, nurture);
                    put(facts, Facts.CONTRACT_ENDS_AT, contract);
                    return facts;
                });
    }

    private static void put(JsonObject facts, String name, Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }

    /** One in ten is open; some begin before the ownership, some have no length. */
    @Provide
    Arbitrary<JsonObject> pause() {
        return Combinators.combine(
                        Arbitraries.of(Pause.NURTURE, Pause.LOCK, Pause.DEAL, Pause.LEAVE),
                        Arbitraries.integers().between(-100, 3 * WEEK),
                        Arbitraries.integers().between(0, WEEK),
                        Arbitraries.integers().between(0, 9))
                .as((what, from, length, open) -> {
                    JsonObject pause = new JsonObject().put("what", what).put("from", at(from));
                    return open == 0 ? pause : pause.put("until", at(from + length));
                });
    }
}
