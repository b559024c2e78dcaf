package io.pelagos.assignment;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who is next, by weight: stride scheduling (Waldspurger and Weihl, 1995). Everybody has a pass, which each lead
 * moves on by one stride, the shorter the greater the weight; the lowest pass is next. So of agents with equal weights
 * none is ever ahead of another by more than one. Who comes, or comes back, starts where the lowest of the others is:
 * there is nothing to catch up with.
 */
final class FairShares {
    /** The stride of weight 1; a multiple of all small weights, so that equal shares stay equal. */
    private static final long STRIDE = 720_720L * 1_000_000;
    /** Who has been away for longest is forgotten with all others. */
    private static final int KNOWN_MAX = 100_000;

    private final Map<String, Long> passes = new HashMap<>();
    private Set<String> here = Set.of();

    /** Who may be given leads now. */
    void present(Collection<String> agents) {
        long lowest = here.stream()
                .filter(agents::contains)
                .mapToLong(this::pass)
                .min()
                .orElseGet(() -> agents.stream().mapToLong(this::pass).max().orElse(0));
        for (String agent : agents) {
            if (!here.contains(agent)) {
                passes.put(agent, Math.max(lowest, pass(agent)));
            }
        }
        here = new HashSet<>(agents);
        if (passes.size() > KNOWN_MAX) {
            passes.keySet().retainAll(here);
        }
    }

    /** The lowest is next. */
    long pass(String agent) {
        return passes.getOrDefault(agent, 0L);
    }

    void take(String agent, int weight) {
        passes.merge(agent, STRIDE / weight, Long::sum);
    }

    /** The lead did not go to the agent after all. */
    void giveBack(String agent, int weight) {
        passes.merge(agent, -STRIDE / weight, Long::sum);
    }
}
