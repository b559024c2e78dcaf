package io.pelagos.signin;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lets so many do something at the same time, and sends all others away at once: nobody waits in a queue without an end. */
final class Crowd {
    private final int max;
    private final AtomicInteger inside = new AtomicInteger();

    Crowd(int max) {
        this.max = max;
    }

    /** What the work says; {@code busy} where there is no room for it. */
    <T> Future<T> within(Supplier<Future<T>> busy, Supplier<Future<T>> work) {
        if (inside.incrementAndGet() > max) {
            inside.decrementAndGet();
            return busy.get();
        }
        return Future.succeededFuture().compose(entered -> work.get()).onComplete(done -> inside.decrementAndGet());
    }
}
