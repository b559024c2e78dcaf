package io.pelagos.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * A cell as PostgreSQL knows it.
 *
 * @param history names this PostgreSQL's past: system and timeline; one that was promoted has another
 * @param files names the database and the file of this very table; one that was restored from a dump has others
 * @param position how far its log is on disk, in bytes; within a history it only grows, unless an old copy of the
 *     files was put back
 */
record CellRow(Fence fence, boolean ready, String history, String files, long position) {
    private static final String READ = """
            select c.epoch, c.nonce, c.replid, c.ready,
              (select system_identifier from pg_control_system()) || '/'
                || substring(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
              (select oid from pg_database where datname = current_database()) || '/'
                || pg_relation_filenode('cell'),
              (pg_current_wal_flush_lsn() - '0/0')::bigint
            from cell c where c.id = $1""";
    private static final String CREATE =
            "insert into cell (id, epoch, nonce, replid, ready) values ($1, 0, '', '', false) on conflict do nothing";

    static Future<CellRow> read(SqlConnection pg, int cell) {
        return pg.preparedQuery(READ).execute(Tuple.of(cell)).compose(rows -> {
            if (rows.size() == 0) {
                return pg.preparedQuery(CREATE).execute(Tuple.of(cell)).compose(done -> read(pg, cell));
            }
            Row row = rows.iterator().next();
            Fence fence = new Fence(cell, row.getLong(0), row.getString(1), row.getString(2));
            return Future.succeededFuture(
                    new CellRow(fence, row.getBoolean(3), row.getString(4), row.getString(5), row.getLong(6)));
        });
    }

    /** What a rebuilt Redis holds at {@link #epochKey}. */
    String mark() {
        return fence.epoch() + "|" + history;
    }

    /**
     * What a rebuilt Redis holds at {@link #filesKey}. It has a key of its own, with its epoch: a node of an older
     * release knows the mark only, and rebuilds without writing this.
     */
    String filesMark() {
        return fence.epoch() + "|" + files;
    }

    /**
     * Whether what Redis holds at {@link #filesKey} was written for these files: what was written for another epoch, or
     * nothing, says nothing of this one.
     */
    boolean filesFit(String seen) {
        return epochOf(seen) != fence.epoch() || seen.equals(filesMark());
    }

    /**
     * Whether what Redis holds was written for another database.
     *
     * @param mark what it holds at {@link #epochKey}
     * @param filesMark what it holds at {@link #filesKey}
     */
    boolean anothers(String mark, String filesMark) {
        return differ(mark, mark()) || differ(filesMark, filesMark());
    }

    /** By what stands between bar and slash: the system's or the database's number. */
    private static boolean differ(String seen, String own) {
        return !seen.isEmpty() && !number(seen).equals(number(own));
    }

    private static String number(String mark) {
        return mark.substring(mark.indexOf('|') + 1).replaceFirst("/.*", "");
    }

    /** The epoch of such a mark, 0 if there is none. */
    static long epochOf(String mark) {
        int bar = mark.indexOf('|');
        return bar <= 0 ? 0 : Long.parseLong(mark.substring(0, bar));
    }

    static String epochKey(int cell) {
        return "{" + Fence.tag(cell) + "}:epoch";
    }

    static String filesKey(int cell) {
        return "{" + Fence.tag(cell) + "}:files";
    }

    /** Where Redis holds the greatest {@link #position} that a look has seen. */
    static String positionKey(int cell) {
        return "{" + Fence.tag(cell) + "}:position";
    }
}
