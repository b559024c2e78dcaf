package io.pelagos.alert;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Table {@code alert}. One that lasts is there once, however many nodes raise it. */
public final class Alerts {
    /** Of all firms, in one look; the oldest are seen first. */
    private static final int OPEN_MAX = 10_000;

    private static final String COLUMNS = "id, kind, subject, (date_part('epoch', since) * 1000)::bigint,"
            + " (date_part('epoch', ended_at) * 1000)::bigint, rule, severity, facts,"
            + " (date_part('epoch', acknowledged_at) * 1000)::bigint, acknowledged_by";
    private static final String RAISE = """
            insert into alert (tenant, id, kind, subject, since, rule, severity, facts) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (tenant, kind, subject, rule) where ended_at is null do nothing""";
    private static final String END = """
            update alert set ended_at = greatest(since, $4)
            where tenant = $1 and kind = $2 and subject = $3 and rule = '' and ended_at is null""";
    private static final String END_ONE =
            "update alert set ended_at = greatest(since, $3) where tenant = $1 and id = $2 and ended_at is null";
    private static final String END_RULE =
            "update alert set ended_at = greatest(since, $3) where tenant = $1 and rule = $2 and ended_at is null";
    private static final String OPEN =
            "select " + COLUMNS + ", tenant from alert where ended_at is null order by tenant, id limit " + OPEN_MAX;
    private static final String OPEN_IN = "select " + COLUMNS + ", tenant from alert where tenant = any ($1)"
            + " and ended_at is null order by tenant, id limit " + OPEN_MAX;
    private static final String SOME = "select " + COLUMNS + ", tenant from alert where tenant = $1 and id = any ($2)";
    private static final String PAGE = "select " + COLUMNS + ", tenant from alert where tenant = $1 and id < $2"
            + " and ($3::bool is null or (ended_at is null) = $3) order by id desc limit $4";
    private static final String ACKNOWLEDGE = "update alert set"
            + " acknowledged_at = coalesce(acknowledged_at, greatest(since, $3)),"
            + " acknowledged_by = coalesce(acknowledged_by, $4)"
            + " where tenant = $1 and id = $2 returning " + COLUMNS + ", tenant";
    private static final String FORGET = "delete from alert where ended_at < now() - interval '90 days'";

    private final PgLink pg;
    private final LongSupplier ids;

    /** @param ids unique over all nodes, growing with time */
    public Alerts(PgLink pg, LongSupplier ids) {
        this.pg = pg;
        this.ids = ids;
    }

    /** Raises one of no rule, unless it lasts already. */
    public Future<?> raise(int tenant, String kind, String subject, long sinceMillis) {
        return raise(
                Tuple.of(tenant, ids.getAsLong(), kind, subject, time(sinceMillis), "", "warning", new JsonObject()));
    }

    /** Raises one of a rule, unless it lasts already. */
    Future<?> raise(int tenant, AlertRule rule, String subject, long sinceMillis, JsonObject facts) {
        String severity = rule.severity();
        return raise(
                Tuple.of(tenant, ids.getAsLong(), rule.kind(), subject, time(sinceMillis), rule.id(), severity, facts));
    }

    private Future<?> raise(Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(RAISE).execute(arguments));
    }

    /** Ends one of no rule, if it lasts. */
    public Future<?> end(int tenant, String kind, String subject, long atMillis) {
        Tuple arguments = Tuple.of(tenant, kind, subject, time(atMillis));
        return pg.ask(c -> c.preparedQuery(END).execute(arguments));
    }

    Future<?> end(int tenant, long alert, long atMillis) {
        return pg.ask(c -> c.preparedQuery(END_ONE).execute(Tuple.of(tenant, alert, time(atMillis))));
    }

    /** Ends all of a rule, in the transaction that takes it away. */
    static Future<?> endAll(SqlClient transaction, int tenant, String rule, long atMillis) {
        return transaction.preparedQuery(END_RULE).execute(Tuple.of(tenant, rule, time(atMillis)));
    }

    /** All that last, by tenant. */
    Future<Map<Integer, List<Alert>>> open() {
        return pg.ask(c -> c.query(OPEN).execute()).map(Alerts::byTenant);
    }

    /** All of some tenants that last. */
    public Future<Map<Integer, List<Alert>>> open(Collection<Integer> tenants) {
        Tuple arguments = Tuple.of(tenants.toArray(Integer[]::new));
        return pg.ask(c -> c.preparedQuery(OPEN_IN).execute(arguments)).map(Alerts::byTenant);
    }

    /** Those of a kind that last and are of no rule, by tenant and then by subject. */
    public Future<Map<Integer, Map<String, Alert>>> lasting(String kind) {
        return open().map(open -> {
            Map<Integer, Map<String, Alert>> found = new HashMap<>();
            open.forEach((tenant, alerts) -> alerts.stream()
                    .filter(alert -> alert.kind().equals(kind) && alert.rule().isEmpty())
                    .forEach(alert ->
                            found.computeIfAbsent(tenant, no -> new HashMap<>()).put(alert.subject(), alert)));
            return found;
        });
    }

    /** Some by their ids. */
    public Future<List<Alert>> find(int tenant, Collection<Long> alerts) {
        Tuple arguments = Tuple.of(tenant).addArrayOfLong(alerts.toArray(Long[]::new));
        return pg.ask(c -> c.preparedQuery(SOME).execute(arguments)).map(Alerts::alerts);
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

    /** Somebody takes note of one, the first one only; null when there is no such alert. */
    public Future<@Nullable Alert> acknowledge(
            SqlClient transaction, int tenant, long alert, String by, long atMillis) {
        return transaction
                .preparedQuery(ACKNOWLEDGE)
                .execute(Tuple.of(tenant, alert, time(atMillis), by))
                .map(rows -> rows.size() == 0 ? null : alert(rows.iterator().next()));
    }

    /** Forgets those that ended a season ago. */
    public Future<?> forget() {
        return pg.ask(c -> c.query(FORGET).execute());
    }

    private static Map<Integer, List<Alert>> byTenant(RowSet<Row> rows) {
        Map<Integer, List<Alert>> found = new HashMap<>();
        rows.forEach(row -> found.computeIfAbsent(row.getInteger("tenant"), no -> new ArrayList<>())
                .add(alert(row)));
        return found;
    }

    private static List<Alert> alerts(RowSet<Row> rows) {
        List<Alert> alerts = new ArrayList<>(rows.size());
        rows.forEach(row -> alerts.add(alert(row)));
        return alerts;
    }

    private static Alert alert(Row row) {
        return new Alert(
                row.getLong(0),
                row.getString(1),
                row.getString(2),
                row.getString(5),
                row.getString(6),
                row.getLong(3),
                millis(row, 4),
                row.getJsonObject(7),
                millis(row, 8),
                row.getString(9));
    }

    static long millis(Row row, int at) {
        Long value = row.getLong(at);
        return value == null ? 0 : value;
    }

    static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
