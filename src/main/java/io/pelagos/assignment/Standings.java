package io.pelagos.assignment;

import io.pelagos.assignment.Results.Result;
import io.pelagos.platform.Kept;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What each agent's results are worth to a pool's strategy; worked out anew every ten minutes. */
final class Standings {
    private static final long KEPT_MILLIS = TimeUnit.MINUTES.toMillis(10);
    private static final int KEPT_MAX = 1_000;

    private final Results results;
    private final PoolLists lists;
    private final Kept<Standing> kept = new Kept<>(KEPT_MILLIS, KEPT_MAX);

    /**
     * Who takes turns, and with which weight.
     *
     * @param weights of those who take turns: by performance, or as the pool says
     * @param merits by performance: what the weights are made of
     * @param results what they have achieved, where the strategy looks at that
     */
    record Standing(Map<String, Integer> weights, Map<String, Weights.Weight> merits, Map<String, Result> results) {}

    Standings(Results results, PoolLists lists) {
        this.results = results;
        this.lists = lists;
    }

    Future<Standing> of(TenantConfig config, Pool pool, Assignment assignment, long nowMillis) {
        return kept.of(
                config.no() + "/" + pool.id(),
                config.version(),
                nowMillis,
                () -> worked(config, pool, assignment, nowMillis));
    }

    private Future<Standing> worked(TenantConfig config, Pool pool, Assignment assignment, long nowMillis) {
        List<Agent> takers = Attendance.takers(config, pool, assignment);
        return switch (assignment.strategy()) {
            case PERFORMANCE -> byPerformance(config, assignment, takers, nowMillis);
            case ROTA -> byRota(config, assignment, takers, nowMillis);
            case ROUND_ROBIN, LEAST_LOADED, TERRITORY, SKILL, SENIORITY ->
                Future.succeededFuture(new Standing(said(assignment, takers), Map.of(), Map.of()));
        };
    }

    private static Map<String, Integer> said(Assignment assignment, List<Agent> takers) {
        Map<String, Integer> weights = new HashMap<>();
        takers.forEach(agent -> weights.put(agent.id(), assignment.weight(agent)));
        return weights;
    }

    private Future<Standing> byPerformance(
            TenantConfig config, Assignment assignment, List<Agent> takers, long nowMillis) {
        List<String> ids = takers.stream().map(Agent::id).toList();
        long from = nowMillis - assignment.merits().window().toMillis();
        return results.of(config.no(), from, nowMillis + 1)
                .compose(done -> lists.holdings(config, ids).map(held -> {
                    Map<String, Integer> totals = new HashMap<>();
                    held.forEach(one -> totals.put(one.agent(), one.total()));
                    Map<String, Weights.Weight> merits = Weights.of(assignment.merits(), ids, done, totals);
                    Map<String, Integer> weights = new HashMap<>();
                    merits.forEach((agent, merit) -> weights.put(agent, merit.weight()));
                    return new Standing(weights, merits, done);
                }));
    }

    /** Those who won most in the month before this one, by the firm's calendar; all take turns when nobody won. */
    private Future<Standing> byRota(TenantConfig config, Assignment assignment, List<Agent> takers, long nowMillis) {
        ZoneId zone = config.tenant().zone();
        LocalDate month =
                Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate().withDayOfMonth(1);
        return results.of(config.no(), start(month.minusMonths(1), zone), start(month, zone))
                .map(done -> {
                    List<Agent> best = takers.stream()
                            .filter(agent -> wins(done, agent) > 0)
                            .sorted(Comparator.comparingLong((Agent agent) -> wins(done, agent))
                                    .reversed()
                                    .thenComparing(Agent::id))
                            .limit(assignment.best())
                            .toList();
                    Map<String, Integer> weights = said(assignment, best.isEmpty() ? takers : best);
                    return new Standing(weights, Map.of(), done);
                });
    }

    private static long wins(Map<String, Result> results, Agent agent) {
        return results.getOrDefault(agent.id(), Result.NOTHING).wins();
    }

    private static long start(LocalDate month, ZoneId zone) {
        return month.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
