package io.pelagos.team;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Table {@code turn}: which node does a piece of work for a firm, one at a time, until when. */
public final class Turns {
    private static final String TAKE = """
            insert into turn (tenant, what, until_at, holder)
            values ($1, $2, now() + make_interval(secs => $3::float8 / 1000), $4)
            on conflict (tenant, what) do update set until_at = excluded.until_at, holder = excluded.holder
            where turn.until_at <= now() or turn.holder = excluded.holder""";

    /** A little shorter than the time to the next look, so that it is never missed. */
    private static final double OF_A_ROUND = 0.8;

    private final PgLink pg;

    public Turns(PgLink pg) {
        this.pg = pg;
    }

    /** The turn for one look, if no other node has looked in this round; false for whoever need not look. */
    public Future<Boolean> take(int tenant, String what, long everyMillis) {
        return take(tenant, what, everyMillis * OF_A_ROUND, null);
    }

    /** The turn for so long; who has it already keeps it. */
    public Future<Boolean> hold(int tenant, String what, long millis, String holder) {
        return take(tenant, what, (double) millis, holder);
    }

    private Future<Boolean> take(int tenant, String what, double millis, @Nullable String holder) {
        return pg.ask(c -> c.preparedQuery(TAKE).execute(Tuple.of(tenant, what, millis, holder)))
                .map(taken -> taken.rowCount() > 0);
    }
}
