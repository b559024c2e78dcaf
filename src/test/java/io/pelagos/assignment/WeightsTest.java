package io.pelagos.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.assignment.Results.Result;
import io.pelagos.pool.Assignment.Merits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
    private static final List<String> AGENTS = List.of("ann", "bob", "new");

    private static Map<String, Weights.Weight> of(
            int winRate, int activity, int load, Map<String, Result> results, Map<String, Integer> held) {
        return Weights.of(new Merits(Duration.ofDays(30), winRate, activity, load), AGENTS, results, held);
    }

    @Test
    void all_have_a_hundred_before_anything_is_achieved() {
        assertThat(of(60, 30, 10, Map.of(), Map.of()).values())
                .allSatisfy(weight -> assertThat(weight.weight()).isEqualTo(100));
    }

    @Test
    void who_wins_more_of_his_leads_gets_more_and_a_newcomer_is_average() {
        Map<String, Weights.Weight> weights =
                of(100, 0, 0, Map.of("ann", new Result(90, 18, 0, 0), "bob", new Result(90, 0, 0, 0)), Map.of());
        assertThat(weights.get("ann").weight()).isEqualTo(190);
        assertThat(weights.get("bob").weight()).isEqualTo(25);
        assertThat(weights.get("new").weight()).isEqualTo(100);
    }

    @Test
    void made_up_followups_take_their_share_from_the_whole() {
        Map<String, Result> results = Map.of("ann", new Result(10, 1, 20, 10), "bob", new Result(10, 1, 20, 0));
        Map<String, Weights.Weight> weights = of(60, 30, 10, results, Map.of());
        assertThat(weights.get("ann").integrity()).isEqualTo(0.5);
        assertThat(weights.get("ann").weight()).isEqualTo(weights.get("bob").weight() / 2);
    }

    @Test
    void free_hands_get_more() {
        Map<String, Weights.Weight> weights = of(0, 0, 100, Map.of(), Map.of("ann", 8, "bob", 1));
        assertThat(weights.get("ann").weight()).isEqualTo(44);
        assertThat(weights.get("bob").weight()).isEqualTo(200);
        assertThat(weights.get("new").weight()).isEqualTo(400);
    }
}
