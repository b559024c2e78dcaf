package io.pelagos.outgoing;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Table {@code outgoing_pending}: lines of the journal that are to be told, and what becomes of them. */
final class PendingLines {
    /** The first line of each lead; its later ones come after it. */
    private static final String DUE = """
            select p.lead, p.version, p.attempts, j.body, j.hash from (
              select lead, version, attempts, at, due_at from outgoing_pending p
              where tenant = $1 and webhook = $2 and due_at <= $3 and lead <> all($4) and not exists (
                select from outgoing_pending q
                where q.tenant = $1 and q.webhook = $2 and q.lead = p.lead and q.version < p.version)
              order by due_at, lead limit $5) p
            left join journal j on j.tenant = $1 and j.lead = p.lead and j.version = p.version
              and j.at between p.at - interval '1 second' and p.at + interval '1 second'
            order by p.due_at, p.lead""";

    private static final String DONE = """
            with gone as (
              delete from outgoing_pending p
              using unnest($1::int[], $2::text[], $3::bigint[], $4::int[], $5::bool[])
                as u (tenant, webhook, lead, version, sent)
              where p.tenant = u.tenant and p.webhook = u.webhook and p.lead = u.lead and p.version = u.version
              returning p.tenant, p.webhook, u.sent
            )
            update outgoing o set delivered = o.delivered + g.sent, success_at = greatest(o.success_at, $6)
            from (select tenant, webhook, count(*) as sent from gone where sent group by 1, 2) g
            where o.tenant = g.tenant and o.webhook = g.webhook""";

    private static final String FAILED = """
            update outgoing set failed = failed + 1, error_at = $5, error = $6 where tenant = $1 and webhook = $2""";

    /** The lead's later lines wait as long. */
    private static final String LATER = """
            with head as (
              update outgoing_pending set attempts = attempts + 1, due_at = $7, error = $6
              where tenant = $1 and webhook = $2 and lead = $3 and version = $4
            ), behind as (
              update outgoing_pending set due_at = $7
              where tenant = $1 and webhook = $2 and lead = $3 and version > $4 and due_at < $7
            )\s""" + FAILED;

    /** The lead's later lines go on at once. */
    private static final String BURY = """
            with gone as (
              delete from outgoing_pending
              where tenant = $1 and webhook = $2 and lead = $3 and version = $4 and $7 >
                (select count(*) from (select from outgoing_dead where tenant = $1 and webhook = $2 limit $7) d)
              returning *
            ), buried as (
              insert into outgoing_dead (tenant, webhook, lead, version, type, at, attempts, error, dead_at)
              select tenant, webhook, lead, version, type, at, attempts + 1, $6, $5 from gone
            ), behind as (
              update outgoing_pending set due_at = $5
              where tenant = $1 and webhook = $2 and lead = $3 and version > $4 and exists (select from gone)
            )\s""" + FAILED + " and exists (select from gone)";

    private final PgLink pg;

    PendingLines(PgLink pg) {
        this.pg = pg;
    }

    /**
     * A line whose turn it is.
     *
     * @param attempts that have failed
     * @param body as in the journal, with its hash; null when the journal does not hold it any more
     */
    record Due(
            Key key,
            long lead,
            int version,
            int attempts,
            @Nullable Buffer body,
            Buffer hash) {}

    /** @param busy leads whose line is on its way */
    Future<List<Due>> due(Key key, Collection<Long> busy, int max, long nowMillis) {
        Tuple arguments = Tuple.of(key.tenant(), key.webhook(), Positions.time(nowMillis))
                .addArrayOfLong(busy.toArray(Long[]::new))
                .addInteger(max);
        return pg.ask(c -> c.preparedQuery(DUE).execute(arguments)).map(rows -> {
            List<Due> due = new ArrayList<>(rows.size());
            for (Row row : rows) {
                Buffer hash = row.getBuffer(4);
                due.add(new Due(
                        key,
                        row.getLong(0),
                        row.getInteger(1),
                        row.getInteger(2),
                        row.getBuffer(3),
                        hash == null ? Buffer.buffer() : hash));
            }
            return due;
        });
    }

    /** A line that is over; {@code sent} unless there was nothing to tell. */
    record Done(Due line, boolean sent) {}

    Future<Void> done(List<Done> lines, long nowMillis) {
        Tuple arguments = Tuple.tuple()
                .addArrayOfInteger(lines.stream().map(d -> d.line.key.tenant()).toArray(Integer[]::new))
                .addArrayOfString(lines.stream().map(d -> d.line.key.webhook()).toArray(String[]::new))
                .addArrayOfLong(lines.stream().map(d -> d.line.lead).toArray(Long[]::new))
                .addArrayOfInteger(lines.stream().map(d -> d.line.version).toArray(Integer[]::new))
                .addArrayOfBoolean(lines.stream().map(Done::sent).toArray(Boolean[]::new))
                .addOffsetDateTime(Positions.time(nowMillis));
        return pg.ask(c -> c.preparedQuery(DONE).execute(arguments)).mapEmpty();
    }

    /** It is tried again, not before {@code dueMillis}. */
    Future<Void> later(Due line, String error, long nowMillis, long dueMillis) {
        Tuple arguments = failed(line, error, nowMillis).addOffsetDateTime(Positions.time(dueMillis));
        return pg.ask(c -> c.preparedQuery(LATER).execute(arguments)).mapEmpty();
    }

    /** Gives it up, unless {@code max} of the webhook are given up already; whether it did. */
    Future<Boolean> bury(Due line, String error, long nowMillis, long max) {
        Tuple arguments = failed(line, error, nowMillis).addLong(max);
        return pg.ask(c -> c.preparedQuery(BURY).execute(arguments)).map(rows -> rows.rowCount() > 0);
    }

    private static Tuple failed(Due line, String error, long nowMillis) {
        return Tuple.of(line.key.tenant(), line.key.webhook(), line.lead, line.version)
                .addOffsetDateTime(Positions.time(nowMillis))
                .addString(error);
    }
}
