package io.pelagos.journal;

import io.pelagos.platform.PgLink;
import io.pelagos.platform.Sql;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal of all tenants, read on from a place in it: by transaction, lead and version. Only lines whose
 * transaction is older than every one that still runs are seen, so that nothing that commits late is skipped.
 */
public final class JournalTail {
    /** No page is longer, whatever is asked for. */
    public static final int PAGE_MAX = 5_000;

    private static final String EDGE = Sql.of(JournalTail.class, "tail-edge.sql");
    private static final String PAGE = Sql.of(JournalTail.class, "tail-page.sql");

    private final PgLink pg;

    /** @param pg plans by index; a reader that waits behind others' statements comes late */
    public JournalTail(PgLink pg) {
        this.pg = pg;
    }

    /** What a look at the journal finds. */
    public sealed interface Reply {
        /**
         * Lines in their order.
         *
         * @param next where to go on, whether or not there were any
         * @param more whether there is more already
         */
        record Page(List<JournalLine> lines, JournalCursor next, boolean more) implements Reply {}

        /**
         * The cursor's line is not there: another database, one restored from a backup, or a part of the journal that
         * is gone. What was missed cannot be told.
         *
         * @param now the end of the journal, to begin anew
         */
        record Reset(JournalCursor now) implements Reply {}
    }

    /** The end of the journal. */
    public Future<JournalCursor> now() {
        return pg.ask(c -> edge(c, JournalCursor.start(""))).map(edge -> edge.newest);
    }

    /** The lines of all tenants behind a place, at most so many. */
    public Future<Reply> read(JournalCursor after, int max) {
        return read(after, max, null);
    }

    /** Only those of some tenants; null for all. The place goes on over the lines of the others. */
    public Future<Reply> read(JournalCursor after, int max, @Nullable Collection<Integer> tenants) {
        int limit = Math.min(max, PAGE_MAX);
        return pg.ask(c -> {
            // Both in one write. The edge is looked at first: what is older than it then, the page sees.
            Future<Edge> edge = edge(c, after);
            Future<List<JournalLine>> lines = page(c, after, limit, tenants);
            return Future.all(edge, lines).map(both -> reply(after, limit, edge.result(), lines.result()));
        });
    }

    /** @param holds whether the line is there that the cursor names */
    private record Edge(JournalCursor newest, boolean holds) {}

    private static Reply reply(JournalCursor after, int limit, Edge edge, List<JournalLine> lines) {
        JournalCursor newest = edge.newest;
        boolean known = after.first() || edge.holds;
        if (!known || !after.store().equals(newest.store())) {
            return new Reply.Reset(newest);
        }
        if (lines.size() == limit) {
            return new Reply.Page(lines, lines.get(limit - 1).cursor(), true);
        }
        JournalCursor last =
                lines.isEmpty() ? after : lines.get(lines.size() - 1).cursor();
        return new Reply.Page(lines, last.compareTo(newest) < 0 ? newest : last, false);
    }

    private static Future<Edge> edge(PgConnection c, JournalCursor after) {
        return c.preparedQuery(EDGE)
                .execute(Tuple.of(Long.toString(after.xid()), after.lead(), after.version()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    String store = row.getString(0);
                    JournalCursor newest = row.getString(2) == null
                            ? JournalCursor.start(store)
                            : new JournalCursor(
                                    store, Long.parseLong(row.getString(2)), row.getLong(3), row.getInteger(4));
                    return new Edge(newest, row.getBoolean(1));
                });
    }

    private static Future<List<JournalLine>> page(
            PgConnection c, JournalCursor after, int limit, @Nullable Collection<Integer> tenants) {
        Tuple arguments = Tuple.of(Long.toString(after.xid()), after.lead(), after.version(), limit)
                .addArrayOfInteger(tenants == null ? null : tenants.toArray(Integer[]::new));
        return c.preparedQuery(PAGE).execute(arguments).map(rows -> lines(after.store(), rows));
    }

    private static List<JournalLine> lines(String store, RowSet<Row> rows) {
        List<JournalLine> lines = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Buffer body = row.getBuffer(11);
            lines.add(new JournalLine(
                    new JournalCursor(store, Long.parseLong(row.getString(0)), row.getLong(1), row.getInteger(2)),
                    row.getInteger(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getString(9),
                    row.getString(10),
                    body));
        }
        return lines;
    }
}
