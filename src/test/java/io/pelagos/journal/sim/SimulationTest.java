package io.pelagos.journal.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Some simulated worlds of each build; load-tests/simulate.sh runs many. */
class SimulationTest {
    private static final long SEEDS = 1_500;

    @Test
    void whatever_befalls_a_world_its_promises_hold() {
        long first = Long.getLong(
                "pelagos.simulation.seed", ThreadLocalRandom.current().nextLong(1_000_000_000L));
        System.out.println("Simulation: first seed " + first);
        Campaign campaign = Campaign.run(first, SEEDS, 2);
        System.out.println(campaign.report());
        assertThat(campaign.broken()).as(campaign.report()).isEmpty();
    }

    @Test
    void a_seed_is_one_world_and_always_the_same() {
        for (long seed = 1; seed <= 20; seed++) {
            String trace = new World(seed, true).run().trace();
            assertThat(new World(seed, true).run().trace()).isEqualTo(trace).isNotEmpty();
        }
    }
}
