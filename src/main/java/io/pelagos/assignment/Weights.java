package io.pelagos.assignment;

import io.pelagos.assignment.Results.Result;
import io.pelagos.pool.Assignment.Merits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Weights out of results: a hundred is the average of those who take part. Each part is an agent's own figure divided by
 * the average's, from a quarter to four; a share of follow-ups that were made up takes as much from the whole.
 */
final class Weights {
    /** So many claims with the average's results are added to everybody's: one lucky win makes no star. */
    private static final double SMOOTHING_CLAIMS = 10;

    private static final double LEAST = 0.25;
    private static final double MOST = 4;
    private static final int SCALE = 100;

    /** An agent's parts and what comes of them; integrity from 0 to 1. */
    record Weight(double winRate, double activity, double load, double integrity, int weight) {}

    private Weights() {}

    /**
     * @param agents who takes part
     * @param held how many leads each holds now
     */
    static Map<String, Weight> of(
            Merits merits, List<String> agents, Map<String, Result> results, Map<String, Integer> held) {
        double winRate = average(agents, results, Result::wins);
        double activity = average(agents, results, Result::followups);
        double load = agents.stream()
                .mapToInt(agent -> held.getOrDefault(agent, 0))
                .average()
                .orElse(0);
        Map<String, Weight> weights = new HashMap<>();
        for (String agent : agents) {
            Result own = results.getOrDefault(agent, Result.NOTHING);
            weights.put(
                    agent,
                    weight(
                            merits,
                            index(own, (double) own.wins(), winRate),
                            index(own, (double) own.followups(), activity),
                            bounded((load + 1) / (held.getOrDefault(agent, 0) + 1)),
                            own.followups() == 0 ? 1 : Math.max(0, 1 - (double) own.fakes() / own.followups())));
        }
        return weights;
    }

    private static Weight weight(Merits merits, double winRate, double activity, double load, double integrity) {
        double sum = merits.winRate() + merits.activity() + merits.load();
        double mixed = (merits.winRate() * winRate + merits.activity() * activity + merits.load() * load) / sum;
        int weight = (int) Math.max(1, Math.round(SCALE * mixed * integrity));
        return new Weight(winRate, activity, load, integrity, weight);
    }

    private static double average(List<String> agents, Map<String, Result> results, ToDoubleFunction<Result> what) {
        double claims = 0;
        double all = 0;
        for (String agent : agents) {
            Result result = results.getOrDefault(agent, Result.NOTHING);
            claims += result.claims();
            all += what.applyAsDouble(result);
        }
        return claims == 0 ? 0 : all / claims;
    }

    private static double index(Result own, double achieved, double average) {
        double smoothed = (achieved + average * SMOOTHING_CLAIMS) / (own.claims() + SMOOTHING_CLAIMS);
        return average == 0 ? 1 : bounded(smoothed / average);
    }

    private static double bounded(double index) {
        return Math.max(LEAST, Math.min(MOST, index));
    }
}
