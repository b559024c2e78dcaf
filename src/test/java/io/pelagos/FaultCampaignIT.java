package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.faults.Campaign;
import io.pelagos.faults.Options;
import io.pelagos.faults.Report;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run of the fault campaign; long ones are load-tests/faults.sh. */
class FaultCampaignIT {

    private static final int FAULTS = 24;

    @Test
    void keeps_its_promises_while_engines_and_nodes_fail() throws Exception {
        long seed = Long.getLong("pelagos.faults.seed", 1L);
        Options options = new Options(
                Path.of(System.getProperty("pelagos.jar", "target/pelagos.jar")),
                Path.of(System.getProperty("java.io.tmpdir"), "pelagos-faults-it-" + System.currentTimeMillis()),
                FAULTS,
                seed,
                8,
                FAULTS,
                Duration.ofSeconds(400));

        Report report = Campaign.run(options, System.out::println);

        System.out.println(report);
        assertThat(report.violations()).isEmpty();
        assertThat(report.faultCount()).isGreaterThanOrEqualTo(20);
    }
}
