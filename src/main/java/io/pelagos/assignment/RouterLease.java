package io.pelagos.assignment;

import io.pelagos.team.Turns;
import io.vertx.core.Future;
import java.util.function.LongSupplier;

/** Which node gives a firm's leads away: one at a time, so that shares are counted in one place. */
final class RouterLease {
    private static final long LEASE_MILLIS = 3_000;
    /** The lease is taken again before it is over. */
    private static final long RENEW_MILLIS = 1_000;

    private static final String TURN = "router";

    private final Turns turns;
    private final int tenant;
    private final String node;
    private final LongSupplier monotonicMillis;
    private long heldUntilMillis = Long.MIN_VALUE;
    private long askAtMillis = Long.MIN_VALUE;

    /** Whether this node has the lease; {@code lapsed}: somebody else may have had it since it had it last. */
    record Held(boolean mine, boolean lapsed) {}

    RouterLease(Turns turns, int tenant, String node, LongSupplier monotonicMillis) {
        this.turns = turns;
        this.tenant = tenant;
        this.node = node;
        this.monotonicMillis = monotonicMillis;
    }

    Future<Held> take() {
        long before = monotonicMillis.getAsLong();
        if (before < askAtMillis) {
            return Future.succeededFuture(new Held(before < heldUntilMillis, false));
        }
        return turns.hold(tenant, TURN, LEASE_MILLIS, node).map(mine -> {
            boolean lapsed = before > heldUntilMillis;
            heldUntilMillis = mine ? before + LEASE_MILLIS - RENEW_MILLIS : Long.MIN_VALUE;
            askAtMillis = before + RENEW_MILLIS;
            return new Held(mine, lapsed);
        });
    }
}
