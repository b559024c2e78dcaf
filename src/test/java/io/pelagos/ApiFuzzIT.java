package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.apifuzz.ApiFuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A short run of the fuzz of the API; long ones are load-tests/api-fuzz.sh. */
class ApiFuzzIT {
    private static final int REQUESTS = 3_000;

    @Test
    void answers_whatever_is_sent_as_its_description_says_and_tells_nobody_of_people() throws Exception {
        ApiFuzz.Options options = new ApiFuzz.Options(
                Path.of(System.getProperty("pelagos.jar", "target/pelagos.jar")),
                Path.of(System.getProperty("java.io.tmpdir"), "pelagos-api-fuzz-it-" + System.currentTimeMillis()),
                REQUESTS,
                8,
                Long.getLong("pelagos.api-fuzz.seed", 1L));

        ApiFuzz.Outcome outcome = ApiFuzz.run(options);

        System.out.println(outcome);
        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.refused()).hasSizeLessThan(outcome.operations() / 2);
    }
}
