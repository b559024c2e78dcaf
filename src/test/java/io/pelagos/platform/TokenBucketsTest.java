package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final TokenBuckets buckets = new TokenBuckets(2, nanos::get);

    private boolean taken(String key) {
        return buckets.take(key, 10, 3) == 0;
    }

    private boolean burst(String key) {
        return IntStream.range(0, 3).allMatch(i -> taken(key));
    }

    @Test
    void a_burst_passes_and_then_as_many_as_come_anew() {
        assertThat(burst("a")).isTrue();
        assertThat(buckets.take("a", 10, 3)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(taken("b")).as("another key").isTrue();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(99));
        assertThat(taken("a")).isFalse();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(taken("a")).isTrue();
        assertThat(taken("a")).isFalse();
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(burst("a")).as("no more than the burst after a rest").isTrue();
        assertThat(taken("a")).isFalse();
    }

    @Test
    void the_key_that_was_used_longest_ago_makes_room() {
        for (String key : new String[] {"a", "a", "a", "b", "c"}) {
            assertThat(taken(key)).isTrue();
        }
        assertThat(taken("a")).as("forgotten, so it begins anew").isTrue();
    }

    @Test
    void what_is_missing_is_told_without_taking_any() {
        for (int i = 0; i < 5; i++) {
            assertThat(buckets.missing("a", 10, 3)).isZero();
        }
        assertThat(burst("a")).isTrue();
        assertThat(buckets.missing("a", 10, 3)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }
}
