package io.pelagos.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void eleven_attempts_take_about_a_day_whatever_the_jitter() {
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long millis = IntStream.range(1, Backoff.ATTEMPTS_MAX)
                    .mapToLong(failed -> Backoff.millis(failed, random))
                    .sum();
            assertThat(Duration.ofMillis(millis)).isBetween(Duration.ofHours(20), Duration.ofHours(31));
        }
    }

    @Test
    void begins_with_seconds_and_ends_with_hours() {
        SplittableRandom random = new SplittableRandom(7);
        assertThat(Backoff.millis(1, random)).isBetween(4_000L, 6_000L);
        assertThat(Backoff.millis(2, random)).isBetween(16_000L, 24_000L);
        assertThat(Backoff.millis(99, random)).isBetween(17_280_000L, 25_920_000L);
    }

    @Test
    void hears_how_long_a_receiver_wants_to_be_left_alone() {
        assertThat(Backoff.wantedMillis(Map.of("retry-after", "120"))).isEqualTo(120_000);
        assertThat(Backoff.wantedMillis(Map.of("retry-after", "999999"))).isEqualTo(6 * 3_600_000L);
        assertThat(Backoff.wantedMillis(Map.of("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")))
                .isZero();
        assertThat(Backoff.wantedMillis(Map.of())).isZero();
    }
}
