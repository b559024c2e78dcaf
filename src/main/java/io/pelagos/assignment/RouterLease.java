package io.pelagos.assignment;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.function.LongSupplier;

/** Which node gives a firm's leads away: one at a time, so that shares are counted in one place. */
final class RouterLease {
    private static final long LEASE_MILLIS = 3_000;
    /** The lease is taken again before it is over. */
    private static final long RENEW_MILLIS = 1_000;

    private static final String TAKE = """
            insert into turn (tenant, what, until_at, holder)
            values ($1, 'router', now() + make_interval(secs => $2::float8 / 1000), $3)
            on conflict (tenant, what) do update set until_at = excluded.until_at, holder = excluded.holder
            where turn.until_at <= now() or turn.holder = excluded.holder""";

    private final PgLink pg;
    private final int tenant;
    private final String node;
    private final LongSupplier monotonicMillis;
    private long heldUntilMillis = Long.MIN_VALUE;
    private long askAtMillis = Long.MIN_VALUE;

    /** Whether this node has the lease; {@code lapsed}: somebody else may have had it since it had it last. */
    record Held(boolean mine, boolean lapsed) {}

    RouterLease(PgLink pg, int tenant, String node, LongSupplier monotonicMillis) {
        this.pg = pg;
        this.tenant = tenant;
        this.node = node;
        this.monotonicMillis = monotonicMillis;
    }

    Future<Held> take() {
        long before = monotonicMillis.getAsLong();
        if (before < askAtMillis) {
            return Future.succeededFuture(new Held(before < heldUntilMillis, false));
        }
        return pg.ask(c -> c.preparedQuery(TAKE).execute(Tuple.of(tenant, (double) LEASE_MILLIS, node)))
                .map(taken -> {
                    boolean mine = taken.rowCount() > 0;
                    boolean lapsed = before > heldUntilMillis;
                    heldUntilMillis = mine ? before + LEASE_MILLIS - RENEW_MILLIS : Long.MIN_VALUE;
                    askAtMillis = before + RENEW_MILLIS;
                    return new Held(mine, lapsed);
                });
    }
}
