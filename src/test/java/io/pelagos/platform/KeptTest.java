package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptTest {
    private final Kept<String> kept = new Kept<>(1_000, 2);
    private final List<Promise<String>> working = new ArrayList<>();

    private Future<String> ask(String key, long version, long nowMillis) {
        return kept.of(key, version, nowMillis, () -> {
            Promise<String> promise = Promise.promise();
            working.add(promise);
            return promise.future();
        });
    }

    @Test
    void who_asks_meanwhile_or_soon_gets_the_same() {
        Future<String> first = ask("a", 1, 0);
        Future<String> second = ask("a", 1, 10);
        working.get(0).complete("worked out");
        assertThat(List.of(first, second, ask("a", 1, 999)))
                .allSatisfy(one -> assertThat(one.result()).isEqualTo("worked out"));
        assertThat(working).hasSize(1);
    }

    @Test
    void it_is_worked_out_anew_when_it_is_old_or_the_configuration_is_new_or_it_has_failed() {
        ask("a", 1, 0);
        working.get(0).complete("old");
        ask("a", 1, 1_000);
        ask("a", 2, 1_001);
        working.get(2).fail("no way");
        ask("a", 2, 1_002);
        assertThat(working).hasSize(4);
    }

    @Test
    void a_late_failure_takes_nothing_away_that_came_after_it() {
        ask("a", 1, 0);
        ask("a", 2, 1);
        working.get(0).fail("no way");
        ask("a", 2, 2);
        assertThat(working).hasSize(2);
    }

    @Test
    void it_is_bounded() {
        ask("a", 1, 0);
        ask("b", 1, 0);
        ask("c", 1, 0);
        ask("c", 1, 0);
        ask("a", 1, 0);
        assertThat(working).hasSize(4);
    }
}
