package io.pelagos.stats;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;

/** Keeps table {@code lead_event} behind the journal: a round copies the next lines, on any node. */
public final class Follower {
    /** Lines of a round that somebody waits for. */
    private static final String FOLLOW = "select follow_journal(2000)";
    /** Of a round in the background: some 10 ms of PostgreSQL, which claims wait for, too. */
    private static final String FOLLOW_BACKGROUND = "select follow_journal(500)";

    private final PgLink pg;

    /** @param pg whatever waits behind it has time */
    public Follower(PgLink pg) {
        this.pg = pg;
    }

    /** One round in the background; whether there is more. */
    public Future<Boolean> runDue() {
        return pg.ask(connection -> follow(connection, FOLLOW_BACKGROUND));
    }

    /** One round for somebody who waits; whether there is more. */
    static Future<Boolean> follow(SqlClient connection) {
        return follow(connection, FOLLOW);
    }

    private static Future<Boolean> follow(SqlClient connection, String round) {
        return connection.query(round).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean(0));
    }
}
