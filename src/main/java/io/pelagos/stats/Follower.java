package io.pelagos.stats;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;

/** Keeps table {@code lead_event} behind the journal: a round copies the next lines, on any node. */
public final class Follower {
    /** Lines of a round; one commit of the road writes up to 512. */
    private static final int LINES = 2_000;

    private static final String FOLLOW = "select follow_journal(" + LINES + ")";

    private final PgLink pg;

    /** @param pg whatever waits behind it has time */
    public Follower(PgLink pg) {
        this.pg = pg;
    }

    /** Whether there is more to do at once. */
    public Future<Boolean> runDue() {
        return pg.ask(Follower::follow);
    }

    /** One round; whether there is more. */
    static Future<Boolean> follow(SqlClient connection) {
        return connection.query(FOLLOW).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean(0));
    }
}
