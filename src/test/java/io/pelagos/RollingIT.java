package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.faults.Rolling;
import io.pelagos.faults.RollingReport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each of two nodes is restarted once, under load; more often load-tests/rolling.sh does it. */
class RollingIT {
    @Test
    void a_rolling_restart_under_load_loses_no_request() throws Exception {
        Path jar = Path.of(System.getProperty("pelagos.jar", "target/pelagos.jar"));
        Rolling.Options options = new Rolling.Options(
                jar,
                jar,
                Path.of(System.getProperty("java.io.tmpdir"), "pelagos-rolling-it-" + System.currentTimeMillis()),
                1,
                8,
                2,
                3,
                Long.getLong("pelagos.rolling.seed", 1L));

        RollingReport report = Rolling.run(options, System.out::println);

        System.out.println(report);
        assertThat(report.violations()).isEmpty();
        assertThat(report.failures()).isZero();
        assertThat(report.requests()).isGreaterThan(200);
    }
}
