package io.pelagos.http;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** For so many requests of a kind at once in this node; one more is refused, and may come again. */
final class Room {
    private final int max;
    private final String full;
    private final AtomicInteger inside = new AtomicInteger();

    /** @param full says so to who is refused */
    Room(int max, String full) {
        this.max = max;
        this.full = full;
    }

    /** Refuses where there is no room; else {@link #leave} gives it back. */
    void enter() {
        if (inside.incrementAndGet() > max) {
            leave();
            throw Problem.NOT_READY.detail(full).refusal();
        }
    }

    void leave() {
        inside.decrementAndGet();
    }

    /** Holds room as long as the work lasts. */
    <T> Future<T> hold(Supplier<Future<T>> work) {
        enter();
        return Future.succeededFuture().compose(entered -> work.get()).onComplete(done -> leave());
    }
}
