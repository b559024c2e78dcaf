package io.pelagos.assignment;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Waiting;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is to have a lead, by the pool's strategy: pure, so that it can be tried with any agents and leads. */
final class Ranking {
    private final Assignment assignment;
    private final FairShares shares;

    Ranking(Assignment assignment, FairShares shares) {
        this.assignment = assignment;
        this.shares = shares;
    }

    /** Those who may have the lead, the first in front; whoever is left out by the strategy is not among them. */
    List<Candidate> rank(LeadRow lead, Waiting waiting, List<Candidate> candidates, long nowMillis) {
        Choice choice = choice(lead, waiting);
        return fit(lead, waiting, candidates, nowMillis)
                .filter(choice.may)
                .sorted(choice.order)
                .toList();
    }

    /** The first of them; null for none. */
    @Nullable
    Candidate first(
            LeadRow lead, Waiting waiting, List<Candidate> candidates, Predicate<Candidate> other, long nowMillis) {
        Choice choice = choice(lead, waiting);
        return fit(lead, waiting, candidates, nowMillis)
                .filter(choice.may.and(other))
                .min(choice.order)
                .orElse(null);
    }

    private static Stream<Candidate> fit(LeadRow lead, Waiting waiting, List<Candidate> candidates, long nowMillis) {
        JsonObject left = lead.facts().getJsonObject(Facts.LEFT, new JsonObject());
        String missed = left.getBoolean("missed", false) ? left.getString("agent") : null;
        return candidates.stream()
                .filter(Candidate::free)
                .filter(one -> waiting.fits(one.agent(), one.offers(), nowMillis))
                // Who let it lie does not get it back at once, while there is anybody else.
                .filter(one -> candidates.size() == 1 || !one.id().equals(missed));
    }

    /** Who may have a lead by the strategy, and in which order. */
    private record Choice(Predicate<Candidate> may, Comparator<Candidate> order) {}

    private Choice choice(LeadRow lead, Waiting waiting) {
        return switch (assignment.strategy()) {
            case ROUND_ROBIN, PERFORMANCE, ROTA -> ofAll(byShare());
            case LEAST_LOADED -> ofAll(byLoad().thenComparing(byShare()));
            case TERRITORY ->
                specialists(wanted(lead, waiting, "region"), one -> one.agent().regions());
            case SKILL ->
                specialists(wanted(lead, waiting, "skill"), one -> one.agent().skills());
            case SENIORITY -> {
                boolean top = assignment.topGrades().contains(lead.facts().getString(Facts.GRADE, ""));
                yield ofAll(top ? bySeniority().thenComparing(byShare()) : byShare());
            }
        };
    }

    private static Choice ofAll(Comparator<Candidate> order) {
        return new Choice(one -> true, order);
    }

    private Comparator<Candidate> byShare() {
        return Comparator.comparingLong((Candidate one) -> shares.pass(one.id()))
                .thenComparing(Candidate::id);
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
    private Choice specialists(List<String> wanted, Function<Candidate, List<String>> has) {
        return new Choice(
                one -> wanted.isEmpty()
                        || has.apply(one).isEmpty()
                        || has.apply(one).stream().anyMatch(wanted::contains),
                Comparator.comparingInt((Candidate one) -> breadth(has.apply(one), wanted))
                        .thenComparing(byShare()));
    }

    private static int breadth(List<String> has, List<String> wanted) {
        return wanted.isEmpty() ? 0 : has.isEmpty() ? Integer.MAX_VALUE : has.size();
    }
}
