package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How far webhooks have come, and how they are set to another place of the journal. */
public final class Progress {
    private static final String STATUS = """
            select o.xid::text, o.lead, o.version, o.delivered, o.failed,
              (date_part('epoch', o.success_at) * 1000)::bigint, (date_part('epoch', o.error_at) * 1000)::bigint, o.error,
              p.waiting, p.retried, (date_part('epoch', p.since) * 1000)::bigint,
              (select count(*)::int from outgoing_dead d where d.tenant = o.tenant and d.webhook = o.webhook)
            from outgoing o, lateral (
              select count(*)::int as waiting, count(*) filter (where attempts > 0)::int as retried, min(at) as since
              from outgoing_pending p where p.tenant = o.tenant and p.webhook = o.webhook) p
            where o.tenant = $1 and o.webhook = $2""";

    /** Only to a line that is there. */
    private static final String SET = """
            update outgoing o set xid = j.xid, lead = j.lead, version = j.version
            from (select xid, lead, version from journal
              where xid = $3::text::xid8 and lead = $4::bigint and version = $5::int) j
            where o.tenant = $1 and o.webhook = $2""";

    private static final String SET_FIRST =
            "update outgoing set xid = '0', lead = 0, version = 0 where tenant = $1 and webhook = $2";

    /** The last line of a transaction up to this one; by the column, as the bare name would mean its text. */
    private static final String UP_TO = """
            select xid::text, lead, version, (date_part('epoch', at) * 1000)::bigint from journal
            where xid <= $1::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
            order by journal.xid desc, lead desc, version desc limit 1""";

    /** Lines are committed nearly in the order of their times: what is out of it is less. */
    private static final long DISORDER_MILLIS = 60_000;

    private static final Pattern POSITION = Pattern.compile("(?:[0-9a-f]{12}-)?(\\d{1,18})-(\\d{1,18})-(\\d{1,9})");

    private final PgLink pg;

    public Progress(PgLink pg) {
        this.pg = pg;
    }

    /**
     * Where a webhook is. Times are epoch milliseconds, 0 for none.
     *
     * @param position in the journal, as a text to come back to
     * @param pending lines that wait, of which {@code retried} have failed before
     * @param waitingSinceMillis when the oldest of them happened
     * @param failed attempts, ever
     * @param error why the last one failed
     */
    public record Status(
            String position,
            int pending,
            int retried,
            long waitingSinceMillis,
            int deadLetters,
            long delivered,
            long failed,
            long successAtMillis,
            long errorAtMillis,
            @Nullable String error) {}

    /** Null for a webhook that nobody has begun to work for. */
    public Future<@Nullable Status> status(int tenant, String webhook) {
        return pg.ask(c -> c.preparedQuery(STATUS).execute(Tuple.of(tenant, webhook)))
                .map(rows -> rows.size() == 0 ? null : status(rows.iterator().next()));
    }

    private static Status status(Row row) {
        return new Status(
                row.getString(0) + "-" + row.getLong(1) + "-" + row.getInteger(2),
                row.getInteger(8),
                row.getInteger(9),
                millis(row, 10),
                row.getInteger(11),
                row.getLong(3),
                row.getLong(4),
                millis(row, 5),
                millis(row, 6),
                row.getString(7));
    }

    private static long millis(Row row, int at) {
        Long value = row.getLong(at);
        return value == null ? 0 : value;
    }

    /** A position as {@link Status} shows it, or a cursor of the live stream; null for what is neither. */
    public static @Nullable JournalCursor parse(String text) {
        Matcher parts = POSITION.matcher(text);
        return parts.matches()
                ? new JournalCursor(
                        "",
                        Long.parseLong(parts.group(1)),
                        Long.parseLong(parts.group(2)),
                        Integer.parseInt(parts.group(3)))
                : null;
    }

    /** Goes on behind a line; false when there is no such line, or no such webhook. */
    public Future<Boolean> goTo(int tenant, String webhook, JournalCursor line) {
        Tuple to = Tuple.of(tenant, webhook);
        if (line.xid() == 0) {
            return pg.ask(c -> c.preparedQuery(SET_FIRST).execute(to)).map(rows -> rows.rowCount() > 0);
        }
        to.addString(Long.toString(line.xid())).addLong(line.lead()).addInteger(line.version());
        return pg.ask(c -> c.preparedQuery(SET).execute(to)).map(rows -> rows.rowCount() > 0);
    }

    /** Goes on with what has happened since a time, and with some of what happened in the minute before it. */
    public Future<Boolean> goTo(int tenant, String webhook, long sinceMillis) {
        return before(sinceMillis - DISORDER_MILLIS).compose(line -> goTo(tenant, webhook, line));
    }

    /** The last line that is older; found by halving, as no index leads from times to lines. */
    private Future<JournalCursor> before(long atMillis) {
        JournalCursor first = new JournalCursor("", 0, 0, 0);
        return upTo(Long.MAX_VALUE).compose(last -> {
            if (last == null) {
                return Future.succeededFuture(first);
            }
            return last.atMillis < atMillis
                    ? Future.succeededFuture(last.cursor)
                    : between(first, 0, last.cursor.xid(), atMillis);
        });
    }

    /**
     * @param older the last line known to be older; no line from there to transaction {@code low} is not
     * @param high a transaction that is not older
     */
    private Future<JournalCursor> between(JournalCursor older, long low, long high, long atMillis) {
        if (high - low <= 1) {
            return Future.succeededFuture(older);
        }
        long middle = low + (high - low) / 2;
        return upTo(middle).compose(line -> {
            if (line == null || line.cursor.xid() <= low) {
                return between(older, middle, high, atMillis);
            }
            return line.atMillis < atMillis
                    ? between(line.cursor, middle, high, atMillis)
                    : between(older, low, line.cursor.xid(), atMillis);
        });
    }

    private record Line(JournalCursor cursor, long atMillis) {}

    private Future<@Nullable Line> upTo(long xid) {
        return pg.ask(c -> c.preparedQuery(UP_TO).execute(Tuple.of(Long.toString(xid))))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    JournalCursor cursor =
                            new JournalCursor("", Long.parseLong(row.getString(0)), row.getLong(1), row.getInteger(2));
                    return new Line(cursor, row.getLong(3));
                });
    }
}
