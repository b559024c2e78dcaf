package io.pelagos.journal;

import static io.pelagos.journal.TestCell.await;

import io.pelagos.platform.PgLink;
import io.pelagos.platform.Postgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The truth behind a test's cell: leads that are in both engines, and commits of what the cell decided. */
public final class TestTruth {
    private final PgLink link;
    private final TestCell cell;
    private final PostgresTruth truth;
    private long lines = 1_000_000;

    public TestTruth(Vertx vertx, String url, TestCell cell) {
        this.link = new PgLink(vertx, Postgres.of(url).options(5_000), 10_000);
        this.cell = cell;
        this.truth = new PostgresTruth(link);
    }

    public PgLink link() {
        return link;
    }

    public RowSet<Row> sql(String sql, Object... arguments) {
        return await(link.ask(c -> c.preparedQuery(sql).execute(Tuple.from(arguments))));
    }

    /** The row of the cell, at its epoch. */
    public void cell() {
        sql("insert into cell (id, epoch, nonce, replid, ready) values ($1, 1, '', '', true)", (short)
                cell.fence().cell());
    }

    public void lead(int tenant, long lead, String pool) {
        sql("""
                insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
                values ($1, $2, 1, 'p', $3, to_timestamp(1), to_timestamp(1), '{}', '\\x00')""", tenant, lead, pool);
        sql(
                "insert into lead_detail (tenant, lead, key, sealed, source, created_at)"
                        + " values ($1, $2, 'k', 's', '{}', to_timestamp(1))",
                tenant,
                lead);
        cell.put(lead, "p|1|" + tenant + "/" + pool + "||" + lead + "|0||0|");
    }

    /** Commits what was decided, and settles. */
    public void commit(String reply) {
        int moved = await(truth.commit(cell.fence(), List.of(TestCell.entry(reply))))
                .moved()
                .size();
        if (moved != TestCell.taken(reply).size()) {
            throw new AssertionError("not committed: " + reply);
        }
        cell.commit(reply);
    }

    /** A line that says that a lead has left somebody. */
    public void left(int tenant, long lead, String agent, @Nullable String team, long atMillis) {
        sql("""
                insert into journal (tenant, lead, version, at, type, transition, left_agent, left_team, body, hash)
                values ($1, $2, 9, to_timestamp($3 / 1000.0), 'released', $4, $5, $6, $7, $7)""", tenant, lead, atMillis, ++lines, agent, team, Buffer.buffer());
    }
}
