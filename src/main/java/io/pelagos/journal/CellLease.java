package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/**
 * Which node does a cell's background work: the one that holds its lease. Nodes leave a cell to one of them, so that who
 * joins has a share at once; if that one does not take it, another does. It spares work and decides nothing: two that
 * work at once do no harm.
 */
final class CellLease {
    private static final long MILLIS = 3_000;
    /** How long a free lease is left to the node that it is for. */
    private static final long PATIENCE_MILLIS = 2_000;
    /** How long a node keeps what another should have taken, before it offers it again. */
    private static final long KEPT_MILLIS = 30_000;

    private final CellRedis redis;
    private final Road.Time time;
    private final String node;
    private final BooleanSupplier near;
    private long heldAtMillis = Long.MAX_VALUE;
    private long keptAtMillis = Long.MIN_VALUE;
    private boolean mine;

    /** @param near whether the cell is left to this node, as far as it knows */
    CellLease(CellRedis redis, Road.Time time, String node, BooleanSupplier near) {
        this.redis = redis;
        this.time = time;
        this.node = node;
        this.near = near;
    }

    /** Whether it was this node's when it was last asked for. */
    boolean mine() {
        return mine;
    }

    /** Takes or keeps it; true when it is this node's. */
    Future<Boolean> take(Fence fence) {
        return ask(fence).onComplete(done -> mine = done.succeeded() && done.result());
    }

    private Future<Boolean> ask(Fence fence) {
        String key = fence.prefix() + "lease";
        long nowMillis = time.nowMillis();
        if (near.getAsBoolean() || within(keptAtMillis, nowMillis, KEPT_MILLIS)) {
            return redis.lease(key, node, MILLIS);
        }
        return redis.get(key).compose(holder -> {
            if (!holder.isEmpty()) {
                heldAtMillis = nowMillis;
                return holder.equals(node) ? redis.delete(key).map(false) : Future.succeededFuture(false);
            }
            if (heldAtMillis == Long.MAX_VALUE) {
                heldAtMillis = nowMillis;
            }
            if (within(heldAtMillis, nowMillis, PATIENCE_MILLIS)) {
                return Future.succeededFuture(false);
            }
            return redis.lease(key, node, MILLIS).onSuccess(taken -> keptAtMillis = taken ? nowMillis : keptAtMillis);
        });
    }

    /** A clock that was set back ends it, too. */
    private static boolean within(long beganMillis, long nowMillis, long millis) {
        return beganMillis <= nowMillis && nowMillis < beganMillis + millis;
    }
}
