package io.pelagos.channel.poll;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Table {@code poll}: how far each channel has been asked. */
public final class PollTable {
    private static final String MILLIS = "(date_part('epoch', %s) * 1000)::bigint";
    private static final String BEGIN = """
            insert into poll (tenant, channel, cursor_at) values ($1, $2, coalesce($3, now())) on conflict do nothing""";
    private static final String TAKE = """
            update poll p set due_at = now() + make_interval(secs => $1), taken_at = now(), tries = p.tries + 1
            from (select tenant, channel from poll where due_at <= now() order by due_at limit 1
              for update skip locked) d
            where p.tenant = d.tenant and p.channel = d.channel
            returning p.tenant, p.channel, p.tries, %s, %s, p.window_seconds, p.taken_at""".formatted(MILLIS.formatted("p.cursor_at"), MILLIS.formatted("now()"));
    /** Nobody else has taken it since; also when the lease is over. */
    private static final String OWN = " where tenant = $1 and channel = $2 and taken_at = $3";

    private static final String HOLD = "update poll set due_at = now() + make_interval(secs => $4)" + OWN;
    private static final String READ = """
            update poll set cursor_at = greatest(cursor_at, $4), due_at = now() + make_interval(secs => $5), tries = 0,
              reason = null, window_seconds = $6, taken_at = null""" + OWN;
    private static final String FAILED =
            "update poll set due_at = now() + make_interval(secs => $4), reason = $5, taken_at = null" + OWN;
    private static final String NARROW =
            "update poll set due_at = now(), reason = $4, window_seconds = $5, taken_at = null" + OWN;
    private static final String NOW =
            "update poll set due_at = now(), tries = 0, taken_at = null where tenant = $1 and channel = $2";
    private static final String DROP = "delete from poll where tenant = $1 and channel = $2";
    private static final String FIND = "select %s, %s, reason from poll where tenant = $1 and channel = $2"
            .formatted(MILLIS.formatted("cursor_at"), MILLIS.formatted("due_at"));

    private final PgLink pg;

    public PollTable(PgLink pg) {
        this.pg = pg;
    }

    /**
     * A channel whose turn it is.
     *
     * @param tries since the last look that was whole, this one included
     * @param cursorMillis all that came before has been read
     * @param nowMillis PostgreSQL's time, by which all nodes go
     * @param windowSeconds of the time behind the cursor, so much at most
     * @param taken tells this turn from those that others take later
     */
    record Turn(
            int tenant,
            String channel,
            int tries,
            long cursorMillis,
            long nowMillis,
            int windowSeconds,
            OffsetDateTime taken) {}

    /** @param reason why the last look failed; null when it did not */
    public record State(
            long cursorMillis, long dueMillis, @Nullable String reason) {}

    /** Makes the channel's row, unless it is there. */
    Future<Void> begin(int tenant, String channel, @Nullable Instant since) {
        return ask(
                BEGIN,
                Tuple.tuple()
                        .addInteger(tenant)
                        .addString(channel)
                        .addOffsetDateTime(since == null ? null : since.atOffset(ZoneOffset.UTC)));
    }

    /** The channel that is due longest; for so long nobody else takes it. Null when none is. */
    Future<@Nullable Turn> take(double leaseSeconds) {
        return pg.ask(c -> c.preparedQuery(TAKE).execute(Tuple.of(leaseSeconds)))
                .map(rows -> {
                    if (rows.rowCount() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Turn(
                            row.getInteger(0),
                            row.getString(1),
                            row.getInteger(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getInteger(5),
                            row.getOffsetDateTime(6));
                });
    }

    /** It takes longer: still nobody else. False when somebody has taken it over, or has asked for it anew. */
    Future<Boolean> hold(Turn turn, double leaseSeconds) {
        return pg.ask(c -> c.preparedQuery(HOLD).execute(own(turn).addDouble(leaseSeconds)))
                .map(rows -> rows.rowCount() > 0);
    }

    /** All to there is read. Like what follows it changes nothing when the turn is not this one any more. */
    Future<Void> read(Turn turn, long toMillis, double pauseSeconds, int windowSeconds) {
        return ask(
                READ,
                own(turn)
                        .addOffsetDateTime(Instant.ofEpochMilli(toMillis).atOffset(ZoneOffset.UTC))
                        .addDouble(pauseSeconds)
                        .addInteger(windowSeconds));
    }

    /** Nothing is read; the next look, at once, takes on less. */
    Future<Void> narrow(Turn turn, String reason, int windowSeconds) {
        return ask(NARROW, own(turn).addString(reason).addInteger(windowSeconds));
    }

    Future<Void> failed(Turn turn, double pauseSeconds, String reason) {
        return ask(FAILED, own(turn).addDouble(pauseSeconds).addString(reason));
    }

    private static Tuple own(Turn turn) {
        return Tuple.of(turn.tenant, turn.channel, turn.taken);
    }

    /** A look that is under way begins anew. */
    public Future<Void> now(int tenant, String channel) {
        return ask(NOW, Tuple.of(tenant, channel));
    }

    /** Within the transaction that deletes the channel. */
    public static Future<?> drop(SqlClient transaction, int tenant, String channel) {
        return transaction.preparedQuery(DROP).execute(Tuple.of(tenant, channel));
    }

    /** Null for a channel that is not polled. */
    public Future<@Nullable State> state(int tenant, String channel) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, channel)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new State(row.getLong(0), row.getLong(1), row.getString(2));
                });
    }

    private Future<Void> ask(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments)).mapEmpty();
    }
}
