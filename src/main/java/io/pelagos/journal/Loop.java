package io.pelagos.journal;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/** The one thread of the journal, its timers and its clocks. */
public interface Loop extends Road.Time {
    /** A clock that is never set; it starts anywhere. */
    @Override
    long nowMillis();

    @Override
    void after(long millis, Runnable action);

    /** The time of day, epoch milliseconds. */
    long wallMillis();

    /** Whether the caller is on the thread. */
    boolean here();

    void run(Runnable action);

    /** The thread of a Vert.x context; requests come in contexts of their own, which share it. */
    static Loop of(Vertx vertx, Context context) {
        return new OfVertx(vertx, (ContextInternal) context);
    }

    /** See {@link #of}. */
    record OfVertx(Vertx vertx, ContextInternal context) implements Loop {
        @Override
        public long nowMillis() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public void after(long millis, Runnable action) {
            vertx.setTimer(millis, t -> action.run());
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public boolean here() {
            return context.nettyEventLoop().inEventLoop();
        }

        @Override
        public void run(Runnable action) {
            context.runOnContext(x -> action.run());
        }
    }
}
