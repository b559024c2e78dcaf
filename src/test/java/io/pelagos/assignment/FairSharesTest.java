package io.pelagos.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private final FairShares shares = new FairShares();
    private final Map<String, Integer> given = new HashMap<>();

    private void give(List<String> agents, int leads, Map<String, Integer> weights) {
        shares.present(agents);
        for (int i = 0; i < leads; i++) {
            String next = agents.stream()
                    .min(Comparator.comparingLong(shares::pass).thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            shares.take(next, weights.getOrDefault(next, 1));
            given.merge(next, 1, Integer::sum);
            if (weights.isEmpty()) {
                assertThat(spread(agents)).isLessThanOrEqualTo(1);
            }
        }
    }

    private int spread(List<String> agents) {
        List<Integer> counts =
                agents.stream().map(agent -> given.getOrDefault(agent, 0)).toList();
        return Collections.max(counts) - Collections.min(counts);
    }

    @Test
    void of_fifty_equal_agents_none_is_ever_off_by_more_than_one_lead() {
        give(IntStream.range(0, 50).mapToObj(i -> "agent-" + i).toList(), 1_234, Map.of());
    }

    @Test
    void shares_go_by_weight() {
        Map<String, Integer> weights = Map.of("ann", 1, "bob", 2, "cid", 3);
        give(List.of("ann", "bob", "cid"), 60, weights);
        assertThat(given).containsEntry("ann", 10).containsEntry("bob", 20).containsEntry("cid", 30);
    }

    @Test
    void who_joins_or_comes_back_has_nothing_to_catch_up_with() {
        give(List.of("ann", "bob"), 100, Map.of());
        given.clear();
        give(List.of("ann", "bob", "new"), 30, Map.of());
        assertThat(given).containsEntry("new", 10);
        give(List.of("bob", "new"), 100, Map.of());
        given.clear();
        give(List.of("ann", "bob", "new"), 30, Map.of());
        assertThat(given.get("ann")).isEqualTo(10);
    }

    @Test
    void a_lead_that_did_not_go_to_an_agent_after_all_counts_for_nobody() {
        shares.present(List.of("ann", "bob"));
        shares.take("ann", 1);
        shares.giveBack("ann", 1);
        give(List.of("ann", "bob"), 10, Map.of());
    }

    @Test
    void whoever_comes_and_goes_never_gets_ahead() {
        Random random = new Random(7);
        List<String> all = IntStream.range(0, 12).mapToObj(i -> "agent-" + i).toList();
        for (int round = 0; round < 300; round++) {
            List<String> here =
                    all.stream().filter(agent -> random.nextInt(3) > 0).toList();
            if (!here.isEmpty()) {
                given.clear();
                give(here, random.nextInt(40), Map.of("x", 1));
                // However long they were away: in one round nobody gets more than one beside the others, and what was
                // owed.
                assertThat(spread(here)).isLessThanOrEqualTo(2);
            }
        }
    }
}
