package io.pelagos.deadletter;

import io.pelagos.lead.ContactVault;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Table {@code dead_letter}. */
public final class DeadLetters {
    private static final String CONTEXT = "dead letter";
    private static final String COLUMNS =
            "channel, id, (date_part('epoch', at) * 1000)::bigint, status, reason, media_type,"
                    + " size, cut, proven, (date_part('epoch', tried_at) * 1000)::bigint,"
                    + " (date_part('epoch', replayed_at) * 1000)::bigint, outcome";
    /** The oldest make room. Deleting and adding see the same rows, so one less than the bound is left before. */
    private static final String ADD = """
            with room as (
              delete from dead_letter where tenant = $1 and channel = $2 and id <= (
                select id from dead_letter where tenant = $1 and channel = $2 order by id desc offset $12 limit 1)
            )
            insert into dead_letter (tenant, channel, id, at, status, reason, media_type, size, cut, proven, sealed)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""";

    private static final String PAGE = "select " + COLUMNS
            + " from dead_letter where tenant = $1 and channel = $2 and id < $3 order by id desc limit $4";
    private static final String FIND =
            "select " + COLUMNS + ", sealed from dead_letter where tenant = $1 and channel = $2 and id = $3";
    private static final String OPEN =
            "select " + COLUMNS + ", sealed from dead_letter where tenant = $1 and channel = $2"
                    + " and id > $3 and replayed_at is null and proven and not cut order by id limit $4";
    private static final String TRIED = """
            update dead_letter set tried_at = $4, outcome = $5, replayed_at = case when $6 then $4 else replayed_at end
            where tenant = $1 and channel = $2 and id = $3 returning\s""" + COLUMNS;
    private static final String DELETE = "delete from dead_letter where tenant = $1 and channel = $2 and id = $3";
    private static final String DELETE_ALL = "delete from dead_letter where tenant = $1 and channel = $2";
    private static final String WAITING =
            "select channel, count(*) from dead_letter where tenant = $1 and replayed_at is null group by channel";
    private static final String FORGET = """
            delete from dead_letter where (tenant, channel, id) in (
              select tenant, channel, id from dead_letter where at < $1 limit 5000)""";

    private final PgLink pg;
    private final ContactVault vault;
    private final int maxPerChannel;

    /** @param maxPerChannel of one channel; older ones make room */
    public DeadLetters(PgLink pg, ContactVault vault, int maxPerChannel) {
        this.pg = pg;
        this.vault = vault;
        this.maxPerChannel = maxPerChannel;
    }

    /** With what was sent. */
    public record Whole(DeadLetter letter, LetterBody body) {}

    /** Stores a letter; its tenant's keys have to be loaded. */
    Future<?> add(int tenant, DeadLetter letter, LetterBody body) {
        Tuple arguments = Tuple.tuple()
                .addInteger(tenant)
                .addString(letter.channel())
                .addLong(letter.id())
                .addOffsetDateTime(time(letter.atMillis()))
                .addShort((short) letter.status())
                .addString(letter.reason())
                .addString(letter.mediaType())
                .addLong(letter.sizeBytes())
                .addBoolean(letter.cut())
                .addBoolean(letter.proven())
                .addBuffer(Buffer.buffer(vault.sealForTenant(tenant, body.encode(), CONTEXT)))
                .addInteger(maxPerChannel - 1);
        return pg.ask(c -> c.preparedQuery(ADD).execute(arguments));
    }

    /** Letters older than one, newest first. */
    public Future<List<DeadLetter>> page(int tenant, String channel, long before, int limit) {
        return pg.ask(c -> c.preparedQuery(PAGE).execute(Tuple.of(tenant, channel, before, limit)))
                .map(rows -> {
                    List<DeadLetter> letters = new ArrayList<>(rows.size());
                    rows.forEach(row -> letters.add(letter(row)));
                    return letters;
                });
    }

    public Future<@Nullable Whole> find(int tenant, String channel, long id) {
        return pg.ask(c -> c.preparedQuery(FIND).execute(Tuple.of(tenant, channel, id)))
                .map(rows ->
                        rows.size() == 0 ? null : whole(tenant, rows.iterator().next()));
    }

    /** Letters that can be replayed and were not taken care of yet, oldest first. */
    Future<List<Whole>> open(int tenant, String channel, long after, int limit) {
        return pg.ask(c -> c.preparedQuery(OPEN).execute(Tuple.of(tenant, channel, after, limit)))
                .map(rows -> {
                    List<Whole> letters = new ArrayList<>(rows.size());
                    rows.forEach(row -> letters.add(whole(tenant, row)));
                    return letters;
                });
    }

    /** Notes what a replay has come to; null when the letter is gone meanwhile. */
    Future<@Nullable DeadLetter> tried(int tenant, DeadLetter letter, long atMillis, JsonObject outcome, boolean done) {
        Tuple arguments = Tuple.of(tenant, letter.channel(), letter.id(), time(atMillis), outcome, done);
        return pg.ask(c -> c.preparedQuery(TRIED).execute(arguments))
                .map(rows -> rows.size() == 0 ? null : letter(rows.iterator().next()));
    }

    /** False when there is none. */
    public Future<Boolean> delete(SqlConnection transaction, int tenant, String channel, long id) {
        return transaction
                .preparedQuery(DELETE)
                .execute(Tuple.of(tenant, channel, id))
                .map(rows -> rows.rowCount() > 0);
    }

    /** All of a channel that goes. */
    public Future<?> deleteAll(SqlConnection transaction, int tenant, String channel) {
        return transaction.preparedQuery(DELETE_ALL).execute(Tuple.of(tenant, channel));
    }

    /** How many of each channel are not taken care of. */
    public Future<RowSet<Row>> waiting(int tenant) {
        return pg.ask(c -> c.preparedQuery(WAITING).execute(Tuple.of(tenant)));
    }

    /** Forgets what is older; some thousands at a time, the rest in the next round. */
    public Future<?> forget(long beforeMillis) {
        return pg.ask(c -> c.preparedQuery(FORGET).execute(Tuple.of(time(beforeMillis))));
    }

    private Whole whole(int tenant, Row row) {
        byte[] open = vault.openForTenant(tenant, row.getBuffer("sealed").getBytes(), CONTEXT);
        return new Whole(letter(row), LetterBody.decode(open));
    }

    private static DeadLetter letter(Row row) {
        return new DeadLetter(
                row.getString(0),
                row.getLong(1),
                row.getLong(2),
                row.getShort(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getBoolean(7),
                row.getBoolean(8),
                orNone(row.getLong(9)),
                orNone(row.getLong(10)),
                row.getJsonObject(11));
    }

    private static long orNone(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
