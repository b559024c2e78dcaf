package io.pelagos.journal;

import io.pelagos.platform.LuaScript;
import io.pelagos.platform.PgSteps;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One cell on this node: its gate, and the road behind it. All methods run on the cell's thread. */
final class Cell implements Gate {
    private static final Logger LOG = LoggerFactory.getLogger(Cell.class);

    private final int id;
    private final PgSteps pg;
    private final CellRedis redis;
    private final Rebuild rebuild;
    private final List<LuaScript> scripts;
    private final LongConsumer clock;
    private final JournalMetrics metrics;
    private @Nullable Fence open;
    private @Nullable Future<Void> tending;
    /** Why it was not open when it was looked at last; said once. */
    private String waitsFor = "";
    /** What another database has written there, and was told of. */
    private String others = "";

    private long greatestEpoch;

    /** @param clock hears the last time that the cell has given out to any node, in ms */
    Cell(
            int id,
            PgSteps pg,
            CellRedis redis,
            Rebuild rebuild,
            List<LuaScript> scripts,
            LongConsumer clock,
            JournalMetrics metrics) {
        this.id = id;
        this.pg = pg;
        this.redis = redis;
        this.rebuild = rebuild;
        this.scripts = scripts;
        this.clock = clock;
        this.metrics = metrics;
    }

    int id() {
        return id;
    }

    /** The newest that this node has seen. */
    long epoch() {
        return open == null ? greatestEpoch : open.epoch();
    }

    @Override
    public @Nullable Fence fence() {
        return open;
    }

    @Override
    public void doubt(Fence fence, String why) {
        if (fence.equals(open)) {
            LOG.warn("Cell {} closes its gate: {}", id, why);
            open = null;
            tend();
        }
    }

    /** Another connection, perhaps to another Redis: only the one that was filled goes on at once. */
    void reconnected(String replid) {
        Fence fence = open;
        if (fence != null && !fence.replid().equals(replid)) {
            LOG.warn("Cell {} closes its gate: another Redis answers", id);
            open = null;
        }
    }

    /** Looks whether the gate may be open, and rebuilds if only that helps. Cheap when all is well. */
    Future<Void> tend() {
        Future<Void> running = tending;
        if (running != null) {
            return running;
        }
        Future<Void> look = look().onComplete(result -> {
            String reason = "";
            if (result.failed()) {
                open = null;
                reason = String.valueOf(result.cause().getMessage());
                if (!reason.equals(waitsFor)) {
                    LOG.warn("Cell {} waits: {}", id, reason);
                }
            }
            waitsFor = reason;
        });
        return occupied(look);
    }

    /** The operator's command: rebuild, whatever the state. */
    Future<Void> rebuildNow() {
        open = null;
        Future<Void> running = tending;
        return occupied((running == null ? Future.<Void>succeededFuture() : running.otherwiseEmpty())
                        .compose(done -> fill(Long.MAX_VALUE)))
                .compose(done -> tend());
    }

    /** One at a time; who comes meanwhile hears how that one ends. */
    private Future<Void> occupied(Future<Void> work) {
        tending = work;
        return work.onComplete(done -> {
            if (tending == work) {
                tending = null;
            }
        });
    }

    /** What Redis has seen of PostgreSQL is read before PostgreSQL is: only one that went back is behind it then. */
    private Future<Void> look() {
        return redis.get(CellRow.positionKey(id)).compose(seen -> pg.ask(c -> CellRow.read(c, id))
                .compose(row -> look(row, seen.isEmpty() ? 0 : Long.parseLong(seen))));
    }

    private Future<Void> look(CellRow row, long seen) {
        return redis.identity().compose(replid -> {
            Fence fence = row.fence();
            Future<String> mark = redis.get(CellRow.epochKey(id));
            // Without its clock every script of a cell refuses, though all else may still be there.
            Future<String> time = redis.get(fence.prefix() + "clock");
            Future<String> files = redis.get(CellRow.filesKey(id));
            return Future.all(mark, time, files).compose(all -> {
                greatestEpoch = Math.max(greatestEpoch, Math.max(fence.epoch(), CellRow.epochOf(mark.result())));
                boolean same = fence.replid().equals(replid)
                        && mark.result().equals(row.mark())
                        && row.filesFit(files.result())
                        && row.position() >= seen;
                if (!row.ready() || !same || time.result().isEmpty()) {
                    tellOthers(row, mark.result(), files.result());
                    return closeAndFill(row.ready() ? fence.epoch() : fence.epoch() - 1);
                }
                clock.accept(Long.parseLong(time.result()));
                return redis.set(CellRow.positionKey(id), Long.toString(row.position()))
                        .compose(set -> redis.set(CellRow.filesKey(id), row.filesMark()))
                        .compose(set -> fence.equals(open) ? Future.succeededFuture() : enter(fence));
            });
        });
    }

    /** Once for what another has written, however long it stands there: two systems write in turn. */
    private void tellOthers(CellRow row, String mark, String files) {
        String found = mark + " " + files;
        if (row.anothers(mark, files) && !found.equals(others)) {
            others = found;
            LOG.warn(
                    "Cell {}: Redis was filled for another database, and is filled anew. If this is said again and again,"
                            + " two systems use one Redis: each needs its own",
                    id);
        }
    }

    /**
     * This node's scripts may differ from the rebuilder's (a rolling upgrade): they are loaded only if
     * the marker is known before and after, so that a Redis that lost its memory in between is noticed.
     */
    private Future<Void> enter(Fence fence) {
        String nonce = fence.nonce();
        return redis.knows(nonce, CellRedis.marker())
                .compose(known -> known
                        ? redis.missing(nonce, scripts)
                                .compose(missing -> redis.load(nonce, missing))
                                .compose(done -> redis.knows(nonce, CellRedis.marker()))
                                .compose(still -> {
                                    if (!still) {
                                        return closeAndFill(fence.epoch());
                                    }
                                    open = fence;
                                    LOG.info("Cell {} is open: epoch {}", id, fence.epoch());
                                    return Future.succeededFuture();
                                })
                        : closeAndFill(fence.epoch()));
    }

    private Future<Void> closeAndFill(long uselessEpoch) {
        open = null;
        return fill(uselessEpoch);
    }

    private Future<Void> fill(long uselessEpoch) {
        return rebuild.run(id, greatestEpoch, uselessEpoch).compose(outcome -> switch (outcome) {
            case DONE -> {
                metrics.rebuilt();
                yield look();
            }
            case NOT_NEEDED -> look();
            case BUSY -> Future.failedFuture("another node rebuilds it");
        });
    }
}
