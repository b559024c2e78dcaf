package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RepeatTest {
    /** Of a future that is composed of itself some thousand would be too many. */
    private static final int ROUNDS = 100_000;

    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() {
        await(VERTX.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** A step that takes a turn of the event loop, as answers of a database do. */
    private static Future<Boolean> later(boolean more) {
        Promise<Boolean> promise = Promise.promise();
        VERTX.getOrCreateContext().runOnContext(then -> promise.complete(more));
        return promise.future();
    }

    private static int rounds(Supplier<Future<Boolean>> round) {
        AtomicInteger begun = new AtomicInteger();
        Context context = VERTX.getOrCreateContext();
        Promise<Void> end = Promise.promise();
        context.runOnContext(go -> Repeat.whileTrue(() -> {
                    begun.incrementAndGet();
                    return round.get();
                })
                .onComplete(end));
        await(end.future());
        return begun.get();
    }

    @Test
    void goes_on_for_as_long_as_it_is_told() {
        AtomicInteger left = new AtomicInteger(ROUNDS);
        assertThat(rounds(() -> later(left.decrementAndGet() > 0))).isEqualTo(ROUNDS);
        assertThat(rounds(() -> later(false))).isOne();
    }

    @Test
    void what_is_done_at_once_may_be_done_as_often() {
        AtomicInteger left = new AtomicInteger(ROUNDS);
        assertThat(rounds(() -> {
                    boolean more = left.decrementAndGet() > 0;
                    return left.get() % 100 == 0 ? later(more) : Future.succeededFuture(more);
                }))
                .isEqualTo(ROUNDS);
    }

    @Test
    void a_failure_ends_it() {
        AtomicInteger left = new AtomicInteger(3);
        assertThatThrownBy(() -> rounds(() -> left.decrementAndGet() > 0
                        ? later(true)
                        : Future.failedFuture(new IllegalStateException("no"))))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("no");
        AtomicInteger turns = new AtomicInteger();
        assertThatThrownBy(() -> rounds(() -> {
                    if (turns.incrementAndGet() == 2) {
                        throw new AssertionError("thrown");
                    }
                    return later(true);
                }))
                .hasRootCauseMessage("thrown");
        assertThat(left).hasValue(0);
    }
}
