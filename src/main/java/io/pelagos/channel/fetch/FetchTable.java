package io.pelagos.channel.fetch;

import io.pelagos.channel.Channel;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.PendingFetches;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Table {@code pending_fetch}. */
public final class FetchTable implements PendingFetches {
    private static final Logger LOG = LoggerFactory.getLogger(FetchTable.class);

    // In the order of the key, so that two deliveries of the same never wait for each other in a circle.
    private static final String KEEP = """
            insert into pending_fetch (tenant, channel, id, action, known, at)
            select $1, $2, i, a, k::jsonb, case when m > 0 then to_timestamp(m / 1000.0) end
            from unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) as u (i, a, k, m)
            order by i, a on conflict do nothing""";
    /** From one channel of which something waits to the next, past those that pause. */
    private static final String TAKE = """
            with recursive behind as (
              (select tenant, channel from pending_fetch where not blocked order by tenant, channel limit 1)
              union all
              select n.tenant, n.channel from behind b cross join lateral (
                select tenant, channel from pending_fetch
                where not blocked and (tenant, channel) > (b.tenant, b.channel) order by tenant, channel limit 1
              ) n
            )
            update pending_fetch p set due_at = now() + make_interval(secs => $2), taken_at = now(), tries = p.tries + 1
            from (
              select d.*, coalesce(f.pauses, 0) as pauses
              from behind b left join fetch_pause f on f.tenant = b.tenant and f.channel = b.channel
              cross join lateral (
                select tenant, channel, id, action, due_at from pending_fetch w
                where w.tenant = b.tenant and w.channel = b.channel and not blocked and due_at <= now()
                order by due_at limit $1 for update skip locked
              ) d
              where f.not_before is null or f.not_before <= now()
              order by d.due_at limit $1
            ) d
            where p.tenant = d.tenant and p.channel = d.channel and p.id = d.id and p.action = d.action
            returning p.tenant, p.channel, p.id, p.action, p.known, p.tries, p.refused, d.pauses,
              coalesce((date_part('epoch', p.at) * 1000)::bigint, 0), p.taken_at""";

    /** Those of a batch that nobody else has taken since; also when their lease is over. */
    private static final String HOLD = """
            with own as (
              select p.tenant, p.channel, p.id, p.action
              from pending_fetch p
              join unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
                as u (tenant, channel, id, action, taken_at)
              on p.tenant = u.tenant and p.channel = u.channel and p.id = u.id and p.action = u.action
                and p.taken_at = u.taken_at
              order by 1, 2, 3, 4 for update of p skip locked
            )
            update pending_fetch p set due_at = now() + make_interval(secs => $6)
            from own
            where p.tenant = own.tenant and p.channel = own.channel and p.id = own.id and p.action = own.action""";
    /** Who is deleted is not fetched any more. What is taken in is so, whoever has it by now. */
    private static final String DONE = """
            delete from pending_fetch where tenant = $1 and channel = $2 and id = $3 and (action = $4 or $4 = 'deleted')""";

    private static final String OWN = " tenant = $1 and channel = $2 and id = $3 and action = $4 and taken_at = $5";
    private static final String POSTPONE = """
            update pending_fetch set due_at = now() + make_interval(secs => $6), reason = $7, blocked = $8,
              refused = refused + $9, taken_at = null where""" + OWN;
    /** Several that are told the same at once make one pause. */
    private static final String PAUSE = """
            with own as (
              update pending_fetch set due_at = now() + make_interval(secs => $6), reason = $7, tries = 0, taken_at = null
              where""" + OWN + """
             returning 1)
            insert into fetch_pause as f (tenant, channel, not_before, pauses, reason)
            select $1, $2, now() + make_interval(secs => $6), $8, $7 from own
            on conflict (tenant, channel) do update set not_before = greatest(f.not_before, excluded.not_before),
              pauses = greatest(f.pauses, excluded.pauses), reason = excluded.reason""";

    private static final String GO_ON = """
            delete from fetch_pause where tenant = $1 and channel = $2 and not_before <= now()""";
    /** What was tried before somebody asked again says nothing of the token that is there now. */
    private static final String BLOCK_ALL = """
            update pending_fetch set reason = $6, blocked = true
            where tenant = $1 and channel = $2 and not blocked and coalesce(retried_at, kept_at) < $5
              and exists (select from pending_fetch where""" + OWN + ")";

    private static final String RETRY = """
            with gone as (delete from fetch_pause where tenant = $1 and channel = $2)
            update pending_fetch set blocked = false, due_at = now(), tries = 0, refused = 0, retried_at = now(),
              taken_at = null
            where tenant = $1 and channel = $2""";
    private static final String DROP = """
            with gone as (delete from fetch_pause where tenant = $1 and channel = $2)
            delete from pending_fetch where tenant = $1 and channel = $2""";
    private static final String STATE = """
            select count(*) filter (where not blocked), count(*) filter (where blocked),
              (date_part('epoch', min(kept_at)) * 1000)::bigint,
              coalesce(min(reason) filter (where blocked), min(reason))
            from pending_fetch where tenant = $1 and channel = $2""";

    private final PgLink pg;

    public FetchTable(PgLink pg) {
        this.pg = pg;
    }

    /**
     * One that was taken.
     *
     * @param tries since the platform was last away, this one included
     * @param refused how often it was refused for itself
     * @param pauses of its channel, one after the other, until now
     * @param taken by PostgreSQL's clock; tells this time from those when others take it later
     */
    record Pending(
            int tenant, String channel, FetchWanted wanted, int tries, int refused, int pauses, OffsetDateTime taken) {}

    /**
     * How far a channel is behind.
     *
     * @param waiting go on by themselves
     * @param blocked wait until somebody has mended the reason and asks for them again
     * @param oldestMillis when the first of them was told; null for none
     */
    public record State(
            long waiting,
            long blocked,
            @Nullable Long oldestMillis,
            @Nullable String reason) {}

    @Override
    public Future<Boolean> keep(int tenant, Channel channel, List<FetchWanted> wanted) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture(true);
        }
        Tuple arguments = Tuple.of(
                tenant,
                channel.id(),
                wanted.stream().map(FetchWanted::id).toArray(String[]::new),
                wanted.stream().map(one -> text(one.action())).toArray(String[]::new),
                wanted.stream().map(one -> one.known().encode()).toArray(String[]::new),
                wanted.stream().map(FetchWanted::atMillis).toArray(Long[]::new));
        return pg.ask(c -> c.preparedQuery(KEEP).execute(arguments)).map(true).recover(failure -> {
            // What a platform sends again is the same row: it may well come again, whatever has happened.
            LOG.info("What is to be fetched for a channel could not be kept: {}", failure.getMessage());
            return Future.succeededFuture(false);
        });
    }

    /** Some that are due; for so long nobody else takes them. */
    Future<List<Pending>> take(int max, double leaseSeconds) {
        return pg.ask(c -> c.preparedQuery(TAKE).execute(Tuple.of(max, leaseSeconds)))
                .map(rows -> {
                    List<Pending> taken = new ArrayList<>(rows.size());
                    rows.forEach(row -> taken.add(pending(row)));
                    return taken;
                });
    }

    private static Pending pending(Row row) {
        JsonObject known = row.getJsonObject(4);
        FetchWanted.Action action = FetchWanted.Action.valueOf(row.getString(3).toUpperCase(Locale.ROOT));
        return new Pending(
                row.getInteger(0),
                row.getString(1),
                new FetchWanted(row.getString(2), action, row.getLong(8), known),
                row.getInteger(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getOffsetDateTime(9));
    }

    /** They take longer: still nobody else. False when none of them is still to be done by who took them. */
    Future<Boolean> hold(List<Pending> taken, double leaseSeconds) {
        Tuple arguments = Tuple.of(
                taken.stream().map(Pending::tenant).toArray(Integer[]::new),
                taken.stream().map(Pending::channel).toArray(String[]::new),
                taken.stream().map(one -> one.wanted.id()).toArray(String[]::new),
                taken.stream().map(one -> text(one.wanted.action())).toArray(String[]::new),
                taken.stream().map(Pending::taken).toArray(OffsetDateTime[]::new),
                leaseSeconds);
        return pg.ask(c -> c.preparedQuery(HOLD).execute(arguments)).map(rows -> rows.rowCount() > 0);
    }

    Future<Void> done(Pending one) {
        return ask(DONE, key(one));
    }

    /**
     * It alone has to wait, or is blocked; for its own fault, or for another's. Like what follows it changes nothing when it is somebody else's
     * by now.
     */
    Future<Void> postpone(Pending one, double seconds, String reason, boolean blocked, boolean refused) {
        return ask(
                POSTPONE,
                own(one).addDouble(seconds)
                        .addString(reason)
                        .addBoolean(blocked)
                        .addInteger(refused ? 1 : 0));
    }

    /**
     * None of its channel is asked for, for so long.
     *
     * @param pauses one after the other, this one included
     */
    Future<Void> pause(Pending one, double seconds, String reason, int pauses) {
        return ask(PAUSE, own(one).addDouble(seconds).addString(reason).addInteger(pauses));
    }

    /** Its channel's platform answers again. */
    Future<Void> goOn(Pending one) {
        return one.pauses == 0 ? Future.succeededFuture() : ask(GO_ON, Tuple.of(one.tenant, one.channel));
    }

    /** All of its channel wait until somebody asks for them again, unless somebody just has. */
    Future<Void> blockAll(Pending one, String reason) {
        return ask(BLOCK_ALL, own(one).addString(reason));
    }

    /** Runs all of a channel again, from the beginning of their patience. */
    public Future<Void> retry(int tenant, String channel) {
        return ask(RETRY, Tuple.of(tenant, channel));
    }

    /** Within the transaction that deletes the channel. */
    public static Future<?> drop(SqlClient transaction, int tenant, String channel) {
        return transaction.preparedQuery(DROP).execute(Tuple.of(tenant, channel));
    }

    public Future<State> state(int tenant, String channel) {
        return pg.ask(c -> c.preparedQuery(STATE).execute(Tuple.of(tenant, channel)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new State(row.getLong(0), row.getLong(1), row.getLong(2), row.getString(3));
                });
    }

    private Future<Void> ask(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments)).mapEmpty();
    }

    private static Tuple key(Pending one) {
        return Tuple.tuple()
                .addInteger(one.tenant)
                .addString(one.channel)
                .addString(one.wanted.id())
                .addString(text(one.wanted.action()));
    }

    private static Tuple own(Pending one) {
        return key(one).addOffsetDateTime(one.taken);
    }

    private static String text(FetchWanted.Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
