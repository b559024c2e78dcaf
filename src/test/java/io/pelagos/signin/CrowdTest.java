package io.pelagos.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private final Crowd crowd = new Crowd(1);

    private Future<String> within(Supplier<Future<String>> work) {
        return crowd.within(() -> Future.succeededFuture("busy"), work);
    }

    @Test
    void one_too_many_is_sent_away_until_another_has_left() {
        Promise<String> first = Promise.promise();
        Future<String> inside = within(first::future);
        assertThat(within(() -> Future.succeededFuture("second")).result()).isEqualTo("busy");
        assertThat(within(() -> Future.succeededFuture("third")).result())
                .as("who was sent away has taken no room")
                .isEqualTo("busy");
        first.complete("first");
        assertThat(inside.result()).isEqualTo("first");
        assertThat(within(() -> Future.succeededFuture("fourth")).result()).isEqualTo("fourth");
    }

    @Test
    void whoever_fails_or_throws_leaves_too() {
        assertThat(within(() -> Future.failedFuture("failed")).failed()).isTrue();
        assertThat(within(() -> {
                            throw new IllegalStateException("thrown");
                        })
                        .failed())
                .isTrue();
        assertThat(within(() -> Future.succeededFuture("next")).result()).isEqualTo("next");
    }
}
