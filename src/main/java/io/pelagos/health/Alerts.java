package io.pelagos.health;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Table {@code alert}. One that lasts is there once, however many nodes raise it. */
public final class Alerts {
    /** No lead came by a channel for as long as its alarm allows. */
    public static final String CHANNEL_SILENT = "channel_silent";

    private static final String COLUMNS = "id, kind, subject, (extract(epoch from since) * 1000)::bigint,"
            + " (extract(epoch from ended_at) * 1000)::bigint";
    private static final String RAISE = """
            insert into alert (tenant, id, kind, subject, since) values ($1, $2, $3, $4, $5)
            on conflict (tenant, kind, subject) where ended_at is null do nothing""";
    private static final String END = """
            update alert set ended_at = greatest(since, $4)
            where tenant = $1 and kind = $2 and subject = $3 and ended_at is null""";
    private static final String LASTING =
            "select " + COLUMNS + ", tenant from alert where kind = $1 and ended_at is null";
    private static final String PAGE = "select " + COLUMNS + " from alert where tenant = $1 and id < $2"
            + " and ($3::bool is null or (ended_at is null) = $3) order by id desc limit $4";
    private static final String FORGET = "delete from alert where ended_at < now() - interval '90 days'";

    private final PgLink pg;
    private final LongSupplier ids;

    /** @param ids unique over all nodes, growing with time */
    public Alerts(PgLink pg, LongSupplier ids) {
        this.pg = pg;
        this.ids = ids;
    }

    /** Raises one, unless it lasts already. */
    public Future<?> raise(int tenant, String kind, String subject, long sinceMillis) {
        Tuple arguments = Tuple.of(tenant, ids.getAsLong(), kind, subject, ChannelCounts.time(sinceMillis));
        return pg.ask(c -> c.preparedQuery(RAISE).execute(arguments));
    }

    /** Ends one, if it lasts. */
    public Future<?> end(int tenant, String kind, String subject, long atMillis) {
        Tuple arguments = Tuple.of(tenant, kind, subject, ChannelCounts.time(atMillis));
        return pg.ask(c -> c.preparedQuery(END).execute(arguments));
    }

    /** Those of a kind that last, by tenant and then by subject. */
    Future<Map<Integer, Map<String, Alert>>> lasting(String kind) {
        return pg.ask(c -> c.preparedQuery(LASTING).execute(Tuple.of(kind))).map(rows -> {
            Map<Integer, Map<String, Alert>> found = new HashMap<>();
            rows.forEach(row -> found.computeIfAbsent(row.getInteger("tenant"), no -> new HashMap<>())
                    .put(row.getString(2), alert(row)));
            return found;
        });
    }

    /**
     * Alerts older than one, newest first.
     *
     * @param lasting only those that last, or only those that do not; null: all
     */
    public Future<List<Alert>> page(int tenant, @Nullable Boolean lasting, long before, int limit) {
        return pg.ask(c -> c.preparedQuery(PAGE).execute(Tuple.of(tenant, before, lasting, limit)))
                .map(Alerts::alerts);
    }

    /** Forgets those that ended a season ago. */
    public Future<?> forget() {
        return pg.ask(c -> c.query(FORGET).execute());
    }

    private static List<Alert> alerts(RowSet<Row> rows) {
        List<Alert> alerts = new ArrayList<>(rows.size());
        rows.forEach(row -> alerts.add(alert(row)));
        return alerts;
    }

    private static Alert alert(Row row) {
        Long ended = row.getLong(4);
        return new Alert(row.getLong(0), row.getString(1), row.getString(2), row.getLong(3), ended == null ? 0 : ended);
    }
}
