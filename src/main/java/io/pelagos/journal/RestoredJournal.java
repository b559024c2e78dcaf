package io.pelagos.journal;

import io.pelagos.platform.Postgres;
import io.pelagos.platform.StartFailure;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Readers of the journal follow the numbers of its transactions. A dump that was restored into another PostgreSQL
 * brings numbers that this one has not come to: new lines would lie before the old ones, and readers would wait for
 * them, or meet the old ones again. So they are numbered anew, below all that this PostgreSQL will give out, in an order that
 * keeps what readers know: each webhook's place stays between the same lines. No hash covers the number.
 */
public final class RestoredJournal {
    /** Numbers below are PostgreSQL's own. */
    private static final int FIRST = 3;

    private static final long LOCK = PostgresTruth.LOCK_SPACE + 4L;
    private static final String RESTORED = """
            select coalesce((select xid from journal order by xid desc limit 1) >= pg_snapshot_xmax(pg_current_snapshot()), false)
              or exists (select 1 from outgoing where xid >= pg_snapshot_xmax(pg_current_snapshot()))""";
    private static final String PLACES = "select count(distinct (xid, lead, version)) from outgoing";
    private static final String NEXT = "select pg_current_xact_id()::text::bigint";
    private static final String RENUMBER = """
            create temp table place on commit drop as
              select xid, lead, version, row_number() over (order by xid, lead, version) as n
              from (select distinct xid, lead, version from outgoing where xid > '0'::xid8) o;
            update journal j set xid = (%1$d
              + 2 * (select count(*) from place p where (p.xid, p.lead, p.version) < (j.xid, j.lead, j.version))
              + (select count(*) from place p where (p.xid, p.lead, p.version) = (j.xid, j.lead, j.version)))::text::xid8;
            update outgoing o set xid = (%1$d + 2 * (p.n - 1) + 1)::text::xid8 from place p
              where (p.xid, p.lead, p.version) = (o.xid, o.lead, o.version)""".formatted(FIRST);

    private RestoredJournal() {}

    /** Numbers the lines anew if this database was restored from a dump. Blocks. Throws {@link StartFailure}. */
    public static void takeUp(Postgres postgres, PrintStream progress) {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            if (!restored(statement)) {
                return;
            }
            progress.println("This database was restored from a dump: numbering its journal anew …");
            connection.setNetworkTimeout(Runnable::run, 0);
            // All new numbers must be those of transactions that are over.
            long greatest = FIRST + 2 * number(statement, PLACES) + 1;
            long reached;
            do {
                reached = number(statement, NEXT);
            } while (reached <= greatest);
            connection.setAutoCommit(false);
            statement.execute("set local statement_timeout = 0; select pg_advisory_xact_lock(" + LOCK + ")");
            // Another node may have done it meanwhile.
            if (restored(statement)) {
                statement.execute(RENUMBER);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new StartFailure("cannot number the restored journal anew: " + StartFailure.oneLine(e), e);
        }
    }

    private static boolean restored(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(RESTORED)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
