package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does something asynchronous again and again. A future that is composed of itself would do as well for a few rounds; of
 * thousands each is held by the one before, and when the last is done the stack is too small for telling all of them.
 */
public final class Repeat {
    private Repeat() {}

    /**
     * Begins each round when the one before is done.
     *
     * @param round tells whether there is to be another; a failure ends it, and is the result's
     */
    public static Future<Void> whileTrue(Supplier<Future<Boolean>> round) {
        Promise<Void> end = Promise.promise();
        next(round, end);
        return end.future();
    }

    /**
     * Begins each round with what the one before gave.
     *
     * @param round gives null when it is the last; a failure ends it, and is the result's
     */
    public static <T> Future<Void> from(T first, Function<T, Future<@Nullable T>> round) {
        AtomicReference<@Nullable T> given = new AtomicReference<>(first);
        return whileTrue(() -> round.apply(Objects.requireNonNull(given.get())).map(next -> {
            given.set(next);
            return next != null;
        }));
    }

    private static void next(Supplier<Future<Boolean>> round, Promise<Void> end) {
        Future<Boolean> running = begin(round);
        // What is done at once must not be as deep, either.
        while (running.succeeded() && running.result()) {
            running = begin(round);
        }
        running.onComplete(done -> {
            if (done.failed()) {
                end.fail(done.cause());
            } else if (done.result()) {
                next(round, end);
            } else {
                end.complete();
            }
        });
    }

    private static Future<Boolean> begin(Supplier<Future<Boolean>> round) {
        try {
            return round.get();
        } catch (Throwable e) {
            // Else nobody would hear that it has ended.
            return Future.failedFuture(e);
        }
    }
}
