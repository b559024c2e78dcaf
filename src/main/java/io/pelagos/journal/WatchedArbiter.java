package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.List;

/** An arbiter whose calls are timed, and traced. */
final class WatchedArbiter implements Arbiter {
    private static final String SYSTEM = "redis";

    private final Arbiter arbiter;
    private final RoadMeters meters;
    private final RoadTraces traces;

    WatchedArbiter(Arbiter arbiter, RoadMeters meters, RoadTraces traces) {
        this.arbiter = arbiter;
        this.meters = meters;
        this.traces = traces;
    }

    @Override
    public Future<Decided> decide(Fence fence, List<Proposal> proposals) {
        meters.decided.record(proposals.size());
        return RoadMeters.timed(
                meters.decide,
                System.nanoTime(),
                traces.step(
                        SYSTEM,
                        "decide",
                        proposals.stream().mapToLong(Proposal::requestId),
                        () -> arbiter.decide(fence, proposals)));
    }

    @Override
    public Future<Void> settle(Fence fence, List<Settlement> settlements) {
        return RoadMeters.timed(
                meters.settle,
                System.nanoTime(),
                traces.step(
                        SYSTEM,
                        "settle",
                        settlements.stream()
                                .mapToLong(Settlement::requestId)
                                .filter(id -> id != 0)
                                .distinct(),
                        () -> arbiter.settle(fence, settlements)));
    }
}
