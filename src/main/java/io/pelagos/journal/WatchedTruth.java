package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.List;

/** A truth whose transactions are timed, and traced. */
final class WatchedTruth implements Truth {
    private static final String SYSTEM = "postgresql";

    private final Truth truth;
    private final RoadMeters meters;
    private final RoadTraces traces;

    WatchedTruth(Truth truth, RoadMeters meters, RoadTraces traces) {
        this.truth = truth;
        this.meters = meters;
        this.traces = traces;
    }

    @Override
    public Future<Committed> commit(Fence fence, List<Entry> entries) {
        long begunNanos = System.nanoTime();
        Future<Committed> commit = traces.step(
                SYSTEM, "commit", entries.stream().mapToLong(Entry::requestId), () -> truth.commit(fence, entries));
        return RoadMeters.timed(meters.commit, begunNanos, commit).onSuccess(committed -> {
            meters.committed.record(committed.moved().size());
            for (Landed row : committed.moved()) {
                traces.wrote(
                        entries.get(row.entry()), row.lead().id(), row.lead().version());
            }
        });
    }

    @Override
    public Future<List<Found>> find(List<Entry> entries) {
        return traces.step(SYSTEM, "find", entries.stream().mapToLong(Entry::requestId), () -> truth.find(entries));
    }
}
