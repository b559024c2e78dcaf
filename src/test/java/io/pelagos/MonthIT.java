package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.month.Month;
import io.pelagos.month.Options;
import io.pelagos.month.Report;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short month of a small call centre; long ones are load-tests/month.sh. */
class MonthIT {

    @Test
    void the_rules_explain_every_leads_journal_of_a_month() throws Exception {
        Options options = new Options(
                Path.of(System.getProperty("pelagos.jar", "target/pelagos.jar")),
                Path.of(System.getProperty("java.io.tmpdir"), "pelagos-month-it-" + System.currentTimeMillis()),
                12,
                600,
                30,
                1,
                Long.getLong("pelagos.month.seed", 1L));

        Report report = Month.run(options, System.out::println);

        System.out.println(report);
        assertThat(report.violations()).isEmpty();
        // A month in which these never came about would prove little.
        assertThat(report.events())
                .containsKeys(
                        "recycled by first contact", "recycled by silence", "warned", "won", "nurtured", "locked");
    }
}
