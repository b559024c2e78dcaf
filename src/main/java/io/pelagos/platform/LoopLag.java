package io.pelagos.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** How late the event loop comes to what it has to do: a timer that rings ten times a second, and by how much it is late. */
public final class LoopLag {
    private static final long EVERY_MILLIS = 100;

    private final Timer lag;
    private long dueNanos;

    public LoopLag(MeterRegistry registry) {
        this.lag = Histograms.times("pelagos.event.loop.lag", "How late the event loop comes to a timer")
                .register(registry);
    }

    /** On the event loop that is meant; it ends with its Vert.x. */
    public void start(Vertx vertx) {
        dueNanos = System.nanoTime();
        vertx.setPeriodic(EVERY_MILLIS, timer -> {
            dueNanos += TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
            lag.record(Math.max(0, System.nanoTime() - dueNanos), TimeUnit.NANOSECONDS);
        });
    }
}
