package io.pelagos.alert;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables {@code alert_message} and {@code alert_target}: what waits for targets, and how they took what came before. */
public final class MessageQueue {
    /** Of one target; what is beyond is not told. */
    static final int WAITING_MAX = 1_000;

    private static final int DEAD_SHOWN_MAX = 20;
    /** For a month, and so many of a target. */
    private static final int DEAD_KEPT_MAX = 1_000;

    private static final long DEAD_KEPT_MILLIS = 30 * 86_400_000L;

    /** The first of each target. It is this node's until then; if the node dies, another's. */
    private static final String TAKE = """
            update alert_message m set attempts = m.attempts + 1, due_at = $2
            where (m.tenant, m.target, m.id) in (
              select a.tenant, a.target, a.id from alert_message a
              where a.due_at <= $1 and a.dead_at is null and not exists (select from alert_message b
                where b.tenant = a.tenant and b.target = a.target and b.id < a.id and b.dead_at is null)
              order by a.due_at limit $3 for update skip locked)
            returning m.tenant, m.target, m.id, m.body, m.attempts""";

    private static final String DELIVERED = """
            with gone as (delete from alert_message where tenant = $1 and target = $2 and id = $3)
            insert into alert_target as t (tenant, target, delivered, success_at) values ($1, $2, 1, $4)
            on conflict (tenant, target) do update set delivered = t.delivered + 1, success_at = excluded.success_at""";
    private static final String FAILED = """
            with later as (update alert_message set due_at = $6, dead_at = $7, error = $5
              where tenant = $1 and target = $2 and id = $3)
            insert into alert_target as t (tenant, target, failed, error_at, error) values ($1, $2, 1, $4, $5)
            on conflict (tenant, target) do update
              set failed = t.failed + 1, error_at = excluded.error_at, error = excluded.error""";
    private static final String DROP = "delete from alert_message where tenant = $1 and target = $2 and id = $3";
    private static final String DROP_ALL = "delete from alert_message where tenant = $1 and target = $2";
    private static final String DROP_TARGET = "delete from alert_target where tenant = $1 and target = $2";
    private static final String STATUS = """
            select coalesce(t.delivered, 0), coalesce(t.failed, 0), (date_part('epoch', t.success_at) * 1000)::bigint,
              (date_part('epoch', t.error_at) * 1000)::bigint, t.error,
              (select count(*) from alert_message m where m.tenant = $1 and m.target = $2 and dead_at is null),
              (select count(*) from alert_message m
                where m.tenant = $1 and m.target = $2 and dead_at is null and error is not null),
              (select count(*) from alert_message m where m.tenant = $1 and m.target = $2 and dead_at is not null)
            from (select 1) one left join alert_target t on t.tenant = $1 and t.target = $2""";
    private static final String DEAD = """
            select id, body, attempts, error, (date_part('epoch', dead_at) * 1000)::bigint from alert_message
            where tenant = $1 and target = $2 and dead_at is not null order by id desc limit $3""";
    private static final String FORGET = """
            delete from alert_message where (tenant, target, id) in (
              select tenant, target, id from (
                select tenant, target, id, dead_at, row_number() over (partition by tenant, target order by id desc) as n
                from alert_message where dead_at is not null) d
              where dead_at < $1 or n > $2)""";

    private final PgLink pg;

    public MessageQueue(PgLink pg) {
        this.pg = pg;
    }

    /** @param attempts with the one that is due */
    record Due(int tenant, String target, long id, JsonObject body, int attempts) {}

    /** One that was given up. */
    public record Dead(
            long id,
            JsonObject body,
            int attempts,
            @Nullable String error,
            long deadAtMillis) {}

    /** Times in milliseconds, 0 for never; counts of messages that wait, of attempts and of deliveries ever. */
    public record Status(
            long delivered,
            long failed,
            long successAtMillis,
            long errorAtMillis,
            @Nullable String error,
            long pending,
            long retried,
            long dead,
            List<Dead> newestDead) {}

    /** @param untilMillis when others may try, if nothing is heard of it */
    Future<List<Due>> take(long nowMillis, long untilMillis, int max) {
        Tuple arguments = Tuple.of(Alerts.time(nowMillis), Alerts.time(untilMillis), (long) max);
        return pg.ask(c -> c.preparedQuery(TAKE).execute(arguments)).map(rows -> {
            List<Due> due = new ArrayList<>(rows.rowCount());
            rows.forEach(row -> due.add(new Due(
                    row.getInteger(0), row.getString(1), row.getLong(2), row.getJsonObject(3), row.getInteger(4))));
            return due;
        });
    }

    Future<?> delivered(Due due, long nowMillis) {
        Tuple arguments = Tuple.of(due.tenant, due.target, due.id, Alerts.time(nowMillis));
        return pg.ask(c -> c.preparedQuery(DELIVERED).execute(arguments));
    }

    /** @param againMillis 0: never */
    Future<?> failed(Due due, String error, long nowMillis, long againMillis) {
        Tuple arguments = Tuple.from(new Object[] {
            due.tenant,
            due.target,
            due.id,
            Alerts.time(nowMillis),
            error,
            Alerts.time(againMillis == 0 ? nowMillis : againMillis),
            againMillis == 0 ? Alerts.time(nowMillis) : null
        });
        return pg.ask(c -> c.preparedQuery(FAILED).execute(arguments));
    }

    Future<?> drop(Due due) {
        return pg.ask(c -> c.preparedQuery(DROP).execute(Tuple.of(due.tenant, due.target, due.id)));
    }

    /** All of a target, in the transaction that takes it away. */
    public static Future<?> dropAll(SqlClient transaction, int tenant, String target) {
        Tuple arguments = Tuple.of(tenant, target);
        return transaction.preparedQuery(DROP_ALL).execute(arguments).compose(gone -> transaction
                .preparedQuery(DROP_TARGET)
                .execute(arguments));
    }

    public Future<Status> status(int tenant, String target) {
        Tuple arguments = Tuple.of(tenant, target);
        return pg.ask(c -> c.preparedQuery(DEAD).execute(Tuple.of(tenant, target, (long) DEAD_SHOWN_MAX)))
                .compose(dead -> {
                    List<Dead> newest = new ArrayList<>(dead.size());
                    dead.forEach(row -> newest.add(new Dead(
                            row.getLong(0),
                            row.getJsonObject(1),
                            row.getInteger(2),
                            row.getString(3),
                            row.getLong(4))));
                    return pg.ask(c -> c.preparedQuery(STATUS).execute(arguments))
                            .map(rows -> status(rows.iterator().next(), newest));
                });
    }

    private static Status status(Row row, List<Dead> newest) {
        return new Status(
                row.getLong(0),
                row.getLong(1),
                Alerts.millis(row, 2),
                Alerts.millis(row, 3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                newest);
    }

    Future<?> forget(long nowMillis) {
        Tuple arguments = Tuple.of(Alerts.time(nowMillis - DEAD_KEPT_MILLIS), (long) DEAD_KEPT_MAX);
        return pg.ask(c -> c.preparedQuery(FORGET).execute(arguments));
    }
}
