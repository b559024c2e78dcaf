package io.pelagos.assignment;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Waiting;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Who is to have a lead, by the pool's strategy: pure, so that it can be tried with any agents and leads. */
final class Ranking {
    private final Assignment assignment;
    private final FairTurns turns;

    Ranking(Assignment assignment, FairTurns turns) {
        this.assignment = assignment;
        this.turns = turns;
    }

    /** Those who may have the lead, the first in front; whoever is left out by the strategy is not among them. */
    List<Candidate> rank(LeadRow lead, Waiting waiting, List<Candidate> candidates, long nowMillis) {
        JsonObject left = lead.facts().getJsonObject(Facts.LEFT, new JsonObject());
        String missed = left.getBoolean("missed", false) ? left.getString("agent") : null;
        List<Candidate> fit = candidates.stream()
                .filter(Candidate::free)
                .filter(one -> waiting.fits(one.agent(), nowMillis))
                // Who let it lie does not get it back at once, while there is anybody else.
                .filter(one -> candidates.size() == 1 || !one.id().equals(missed))
                .toList();
        List<Candidate> ranked = new ArrayList<>(fit);
        switch (assignment.strategy()) {
            case ROUND_ROBIN, PERFORMANCE, ROTA -> ranked.sort(byTurn());
            case LEAST_LOADED -> ranked.sort(byLoad().thenComparing(byTurn()));
            case TERRITORY -> {
                return specialists(
                        fit, wanted(lead, waiting, "region"), one -> one.agent().regions());
            }
            case SKILL -> {
                return specialists(
                        fit, wanted(lead, waiting, "skill"), one -> one.agent().skills());
            }
            case SENIORITY -> {
                boolean top = assignment.topGrades().contains(lead.facts().getString(Facts.GRADE, ""));
                ranked.sort(top ? bySeniority().thenComparing(byTurn()) : byTurn());
            }
        }
        return ranked;
    }

    private Comparator<Candidate> byTurn() {
        return Comparator.comparingLong((Candidate one) -> turns.pass(one.id())).thenComparing(Candidate::id);
    }

    private static Comparator<Candidate> byLoad() {
        return Comparator.comparingDouble(one -> (double) one.held() / one.weight());
    }

    private static Comparator<Candidate> bySeniority() {
        return Comparator.comparingInt((Candidate one) -> one.agent().seniority())
                .reversed();
    }

    /** What the lead asks for by its lane, else what the firm's own field of that name says. */
    private static List<String> wanted(LeadRow lead, Waiting waiting, String name) {
        List<String> asked = waiting.asks(name);
        Object field =
                lead.facts().getJsonObject(Facts.FIELDS, new JsonObject()).getValue(name);
        return !asked.isEmpty() ? asked : field == null ? List.of() : List.of(field.toString());
    }

    /** Those who have what is wanted, who have least beside it in front; then those who are for everything. */
    private List<Candidate> specialists(
            List<Candidate> fit, List<String> wanted, Function<Candidate, List<String>> has) {
        return fit.stream()
                .filter(one -> wanted.isEmpty()
                        || has.apply(one).isEmpty()
                        || has.apply(one).stream().anyMatch(wanted::contains))
                .sorted(Comparator.comparingInt((Candidate one) -> breadth(has.apply(one), wanted))
                        .thenComparing(byTurn()))
                .toList();
    }

    private static int breadth(List<String> has, List<String> wanted) {
        return wanted.isEmpty() ? 0 : has.isEmpty() ? Integer.MAX_VALUE : has.size();
    }
}
