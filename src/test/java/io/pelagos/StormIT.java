package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.faults.Storm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short storm of webhooks; long ones are load-tests/storm.sh. */
class StormIT {
    @Test
    void each_accepted_lead_is_there_once_though_redis_and_servers_were_killed() throws Exception {
        Storm.Options options = new Storm.Options(
                Path.of(System.getProperty("pelagos.jar", "target/pelagos.jar")),
                Path.of(System.getProperty("java.io.tmpdir"), "pelagos-storm-it-" + System.currentTimeMillis()),
                2_000,
                30,
                2,
                8,
                Long.getLong("pelagos.storm.seed", 1L));

        Storm.Outcome outcome = Storm.run(options, System.out::println);

        System.out.println(outcome);
        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.kills()).hasSize(2);
    }
}
