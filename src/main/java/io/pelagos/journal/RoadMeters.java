package io.pelagos.journal;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pelagos.platform.Histograms;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** How long the steps of the road take, and how many go together. Registered once: recording looks nothing up. */
final class RoadMeters {
    final Timer decide;
    final Timer commit;
    final Timer settle;
    final DistributionSummary decided;
    final DistributionSummary committed;

    RoadMeters(MeterRegistry registry) {
        this.decide = step(registry, "decide");
        this.commit = step(registry, "commit");
        this.settle = step(registry, "settle");
        this.decided = Histograms.sizes("pelagos.decide.call", "Requests that one call of Redis decided", "requests")
                .register(registry);
        this.committed = Histograms.sizes("pelagos.commit.batch", "Leads that one transaction moved", "leads")
                .register(registry);
    }

    private static Timer step(MeterRegistry registry, String step) {
        return Histograms.times("pelagos.road", "How long a step of the road takes, a whole batch each time")
                .tag("step", step)
                .register(registry);
    }

    /** Counts failures, too: a step that waits until it is given up is the slowest of all. */
    static <T> Future<T> timed(Timer timer, long begunNanos, Future<T> step) {
        return step.onComplete(done -> timer.record(System.nanoTime() - begunNanos, TimeUnit.NANOSECONDS));
    }
}
