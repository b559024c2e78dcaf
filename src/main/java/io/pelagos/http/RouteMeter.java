package io.pelagos.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Times the answers of one route by the class of their status: at most six series, each made when it is first needed. */
final class RouteMeter {
    private final MeterRegistry registry;
    private final String method;
    private final String route;
    private final @Nullable Timer[] timers = new @Nullable Timer[6];

    /** @param route with its parameters in braces, never filled in: what stands there may be anything */
    RouteMeter(MeterRegistry registry, String method, String route) {
        this.registry = registry;
        this.method = method;
        this.route = route;
    }

    /** @param status of the answer; of one that was never made, 0 */
    void record(int status, long nanos) {
        int kind = Math.min(Math.max(status / 100, 0), 5);
        Timer timer = timers[kind];
        if (timer == null) {
            timer = Timer.builder("pelagos.http.requests")
                    .description("Requests by their route, and how long they took")
                    .tag("method", method)
                    .tag("route", route)
                    .tag("status", kind == 0 ? "none" : kind + "xx")
                    .register(registry);
            timers[kind] = timer;
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
