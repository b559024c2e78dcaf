package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalLine;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code outgoing}: how far each webhook has come in the journal, and which node works for it. A position always
 * names a line of the journal, or is before the first.
 */
public final class Positions {
    /** The end of the journal, as its readers see it. */
    static final String NEWEST = """
            (select 1) one left join lateral (
              select xid, lead, version from journal where xid < pg_snapshot_xmin(pg_current_snapshot())
              order by xid desc, lead desc, version desc limit 1) n on true""";

    private static final String AT_END = "insert into outgoing (tenant, webhook, xid, lead, version, lease)"
            + " select u.tenant, u.webhook, coalesce(n.xid, '0'), coalesce(n.lead, 0), coalesce(n.version, 0), now()"
            + " from unnest($1::int[], $2::text[]) as u (tenant, webhook), ";
    private static final String CREATE = AT_END + NEWEST + " on conflict (tenant, webhook) do update"
            + " set xid = excluded.xid, lead = excluded.lead, version = excluded.version";
    private static final String ENSURE = AT_END + NEWEST + " on conflict do nothing";
    private static final String REMOVE = "delete from outgoing where tenant = $1 and webhook = $2";
    /** A lease that is over tells since when nobody works for it. */
    private static final String TAKE = """
            update outgoing o set lease = now() + make_interval(secs => $4 / 1000.0), holder = $3
            where (tenant, webhook) in (
              select tenant, webhook from outgoing
              where lease <= now() - make_interval(secs => $5 / 1000.0)
                and (tenant, webhook) in (select * from unnest($1::int[], $2::text[]))
              order by lease limit $6 for update skip locked)""";

    private static final String RENEW = """
            update outgoing o set lease = now() + make_interval(secs => $4 / 1000.0)
            where holder = $3 and lease > now() and (tenant, webhook) in (select * from unnest($1::int[], $2::text[]))""";
    private static final String RELEASE = """
            update outgoing set lease = now()
            where holder = $3 and lease > now() and (tenant, webhook) in (select * from unnest($1::int[], $2::text[]))""";
    private static final String RELEASE_ALL = "update outgoing set lease = '-infinity' where holder = $1";
    private static final String HELD = " returning tenant, webhook, xid::text, lead, version, (select"
            + " (date_part('epoch', min(due_at)) * 1000)::bigint from outgoing_pending p"
            + " where p.tenant = o.tenant and p.webhook = o.webhook)";
    /** Only from where it was: somebody may have set it back meanwhile. */
    private static final String SAVE = """
            update outgoing o set xid = u.xid::xid8, lead = u.lead, version = u.version
            from unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::int[], $6::text[], $7::bigint[], $8::int[])
              as u (tenant, webhook, old_xid, old_lead, old_version, xid, lead, version)
            where o.tenant = u.tenant and o.webhook = u.webhook and o.holder = $9 and o.xid = u.old_xid::xid8
              and o.lead = u.old_lead and o.version = u.old_version""";
    /** A lead's line is not due before those that wait already. */
    private static final String TAKE_IN = """
            with moved as (
              update outgoing set xid = $6::text::xid8, lead = $7, version = $8
              where tenant = $1 and webhook = $2 and holder = $9 and lease > now()
                and xid = $3::text::xid8 and lead = $4 and version = $5
              returning tenant, webhook
            ), taken as (
              insert into outgoing_pending (tenant, webhook, lead, version, type, at, due_at)
              select m.tenant, m.webhook, u.lead, u.version, u.type, to_timestamp(u.at / 1000.0), greatest($14,
                (select max(due_at) from outgoing_pending p
                 where p.tenant = m.tenant and p.webhook = m.webhook and p.lead = u.lead))
              from moved m, unnest($10::bigint[], $11::int[], $12::text[], $13::bigint[]) as u (lead, version, type, at)
              on conflict do nothing returning 1)
            select exists (select from moved), (select count(*)::int from taken)""";

    private static final String COUNT = "select count(*)::int from outgoing_pending where tenant = $1 and webhook = $2";

    private final PgLink pg;
    private final String holder;

    /** @param holder names this node among the others */
    Positions(PgLink pg, String holder) {
        this.pg = pg;
        this.holder = holder;
    }

    /**
     * A webhook that this node works for.
     *
     * @param position of the webhook, without the name of the store
     * @param dueMillis when the first of what waits is due; null for nothing
     */
    record Held(Key key, JournalCursor position, @Nullable Long dueMillis) {}

    /** A new webhook begins at the end of the journal; in the transaction that configures it. */
    public static Future<?> create(SqlClient transaction, int tenant, String webhook) {
        return transaction.preparedQuery(CREATE).execute(Tuple.of(new Integer[] {tenant}, (Object)
                new String[] {webhook}));
    }

    /** With all that waits; in the transaction that deletes it. */
    public static Future<?> remove(SqlClient transaction, int tenant, String webhook) {
        return transaction.preparedQuery(REMOVE).execute(Tuple.of(tenant, webhook));
    }

    /** Takes over some of those that nobody has worked for during so long. */
    Future<List<Held>> take(Collection<Key> wanted, int leaseMillis, int freeMillis, int max) {
        Tuple names = names(wanted);
        Tuple arguments = names(wanted)
                .addString(holder)
                .addInteger(leaseMillis)
                .addInteger(freeMillis)
                .addInteger(max);
        return pg.ask(c -> c.preparedQuery(ENSURE).execute(names))
                .compose(there -> pg.ask(c -> c.preparedQuery(TAKE + HELD).execute(arguments)))
                .map(Positions::held);
    }

    /** Those of its own that are still this node's. */
    Future<List<Held>> renew(Collection<Key> own, int leaseMillis) {
        Tuple arguments = names(own).addString(holder).addInteger(leaseMillis);
        return pg.ask(c -> c.preparedQuery(RENEW + HELD).execute(arguments)).map(Positions::held);
    }

    /** Leaves some of its own to others. */
    Future<Void> release(Collection<Key> own) {
        Tuple arguments = names(own).addString(holder);
        return pg.ask(c -> c.preparedQuery(RELEASE).execute(arguments)).mapEmpty();
    }

    /** Any other node may take what this one has, at once. */
    Future<Void> releaseAll() {
        return pg.ask(c -> c.preparedQuery(RELEASE_ALL).execute(Tuple.of(holder)))
                .mapEmpty();
    }

    /** Where a webhook is, and where it has come to without anything to tell. */
    record Move(Key key, JournalCursor from, JournalCursor to) {}

    Future<Void> save(List<Move> moves) {
        Tuple arguments = names(moves.stream().map(Move::key).toList());
        addPositions(arguments, moves, Move::from);
        addPositions(arguments, moves, Move::to);
        return pg.ask(c -> c.preparedQuery(SAVE).execute(arguments.addString(holder)))
                .mapEmpty();
    }

    private static void addPositions(Tuple arguments, List<Move> moves, Function<Move, JournalCursor> end) {
        List<JournalCursor> positions = moves.stream().map(end).toList();
        arguments
                .addArrayOfString(
                        positions.stream().map(p -> Long.toString(p.xid())).toArray(String[]::new))
                .addArrayOfLong(positions.stream().map(JournalCursor::lead).toArray(Long[]::new))
                .addArrayOfInteger(
                        positions.stream().map(JournalCursor::version).toArray(Integer[]::new));
    }

    /** Lines to tell and the new position, at once; null when the webhook is elsewhere or not this node's any more. */
    Future<@Nullable Integer> takeIn(Move move, List<JournalLine> lines, long nowMillis) {
        Tuple arguments = Tuple.of(move.key.tenant(), move.key.webhook());
        addPosition(arguments, move.from);
        addPosition(arguments, move.to);
        arguments
                .addString(holder)
                .addArrayOfLong(lines.stream().map(JournalLine::lead).toArray(Long[]::new))
                .addArrayOfInteger(lines.stream().map(JournalLine::version).toArray(Integer[]::new))
                .addArrayOfString(lines.stream().map(JournalLine::type).toArray(String[]::new))
                .addArrayOfLong(lines.stream().map(JournalLine::atMillis).toArray(Long[]::new))
                .addOffsetDateTime(time(nowMillis));
        return pg.ask(c -> c.preparedQuery(TAKE_IN).execute(arguments)).map(rows -> {
            Row row = rows.iterator().next();
            return row.getBoolean(0) ? row.getInteger(1) : null;
        });
    }

    private static void addPosition(Tuple arguments, JournalCursor position) {
        arguments
                .addString(Long.toString(position.xid()))
                .addLong(position.lead())
                .addInteger(position.version());
    }

    /** How many lines wait. */
    Future<Integer> count(Key key) {
        return pg.ask(c -> c.preparedQuery(COUNT).execute(Tuple.of(key.tenant(), key.webhook())))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private static Tuple names(Collection<Key> keys) {
        return Tuple.tuple()
                .addArrayOfInteger(keys.stream().map(Key::tenant).toArray(Integer[]::new))
                .addArrayOfString(keys.stream().map(Key::webhook).toArray(String[]::new));
    }

    private static List<Held> held(RowSet<Row> rows) {
        List<Held> held = new ArrayList<>(rows.size());
        rows.forEach(row -> held.add(new Held(
                new Key(row.getInteger(0), row.getString(1)),
                new JournalCursor("", Long.parseLong(row.getString(2)), row.getLong(3), row.getInteger(4)),
                row.getLong(5))));
        return held;
    }

    static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
