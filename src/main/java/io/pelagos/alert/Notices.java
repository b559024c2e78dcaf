package io.pelagos.alert;

import io.pelagos.platform.PgLink;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Table {@code alert_told}: has targets told what begins, lasts and ends, each once, whichever node looks. */
final class Notices {
    private static final String READ = """
            select t.rule, t.subject, t.alert, (date_part('epoch', t.told_at) * 1000)::bigint, t.ended,
              not exists (select from alert a where a.tenant = t.tenant and a.id = t.alert and a.ended_at is null)
            from alert_told t where t.tenant = $1""";

    /** Only if what was told before is still what was told last; then the messages wait, as far as there is room. */
    private static final String TELL = """
            with told as (
              insert into alert_told as t (tenant, rule, subject, alert, told_at, ended) values ($1, $2, $3, $4, $5, $6)
              on conflict (tenant, rule, subject) do update
                set alert = excluded.alert, told_at = excluded.told_at, ended = excluded.ended
              where t.alert = $7 and t.told_at = $8 and t.ended = $9
              returning 1
            )
            insert into alert_message (tenant, target, id, body, due_at)
            select $1, u.target, u.id, $10, $13 from told, unnest($11::text[], $12::bigint[]) as u (target, id)
            where $14 > (select count(*) from alert_message m
              where m.tenant = $1 and m.target = u.target and m.dead_at is null)""";

    private static final String FORGET_RULE = "delete from alert_told where tenant = $1 and rule = $2";
    /** Longer ago than any rule rests, and there is no end to be told. */
    private static final String FORGET = """
            delete from alert_told t where told_at < $1
              and (ended or not exists (select from alert a where a.tenant = t.tenant and a.id = t.alert))""";

    private static final long KEPT_MILLIS = 8 * 86_400_000L;

    private final PgLink pg;
    private final Alerts alerts;
    private final LongSupplier ids;

    Notices(PgLink pg, Alerts alerts, LongSupplier ids) {
        this.pg = pg;
        this.alerts = alerts;
        this.ids = ids;
    }

    private record Due(AlertRule rule, Notice notice, Alert alert, Notice.@Nullable Told before) {}

    /** All that is due in a firm. */
    Future<Void> tell(TenantConfig firm, long nowMillis) {
        List<AlertRule> rules = firm.all(AlertRule.ALERT_RULE).values().stream()
                .filter(rule -> rule.enabled() && mayTell(firm, rule, nowMillis))
                .toList();
        if (rules.isEmpty()) {
            return Future.succeededFuture();
        }
        return alerts.open(List.of(firm.no())).compose(open -> told(firm.no())
                .compose(told -> ended(firm.no(), told).compose(over -> {
                    List<Due> due = due(rules, open.getOrDefault(firm.no(), List.of()), told, over, nowMillis);
                    Future<?> done = Future.succeededFuture();
                    for (Due one : due) {
                        done = done.compose(x -> tell(firm, one, nowMillis));
                    }
                    return done.mapEmpty();
                })));
    }

    private static boolean mayTell(TenantConfig firm, AlertRule rule, long nowMillis) {
        WorkCalendar calendar = firm.tenant().calendar();
        return !rule.workingOnly() || calendar == null || calendar.open(nowMillis);
    }

    private Future<Map<Onsets.Key, Notice.Told>> told(int tenant) {
        return pg.ask(c -> c.preparedQuery(READ).execute(Tuple.of(tenant))).map(rows -> {
            Map<Onsets.Key, Notice.Told> told = new HashMap<>();
            rows.forEach(row -> told.put(
                    new Onsets.Key(row.getString(0), row.getString(1)),
                    new Notice.Told(row.getLong(2), row.getLong(3), row.getBoolean(4), row.getBoolean(5))));
            return told;
        });
    }

    /** The alerts whose end nobody has told yet. */
    private Future<Map<Long, Alert>> ended(int tenant, Map<Onsets.Key, Notice.Told> told) {
        Set<Long> over = new HashSet<>();
        told.values().stream().filter(one -> one.over() && !one.ended()).forEach(one -> over.add(one.alert()));
        Map<Long, Alert> found = new HashMap<>();
        return over.isEmpty()
                ? Future.succeededFuture(found)
                : alerts.find(tenant, over).map(all -> {
                    all.forEach(alert -> found.put(alert.id(), alert));
                    return found;
                });
    }

    private static List<Due> due(
            List<AlertRule> rules,
            List<Alert> open,
            Map<Onsets.Key, Notice.Told> told,
            Map<Long, Alert> over,
            long nowMillis) {
        List<Due> due = new ArrayList<>();
        for (AlertRule rule : rules) {
            told.forEach((key, one) -> {
                Alert alert = over.get(one.alert());
                if (key.rule().equals(rule.id()) && alert != null && !one.ended()) {
                    due.add(new Due(rule, Notice.END, alert, one));
                }
            });
            for (Alert alert : open) {
                Notice.Told before = told.get(new Onsets.Key(rule.id(), alert.subject()));
                Notice notice = rule.tellsOf(alert) ? Notice.due(rule, alert, before, nowMillis) : null;
                if (notice != null) {
                    due.add(new Due(rule, notice, alert, before));
                }
            }
        }
        return due;
    }

    private Future<?> tell(TenantConfig firm, Due due, long nowMillis) {
        Notice.Told before = due.before;
        boolean end = due.notice == Notice.END;
        String[] targets = due.rule.targets().stream()
                .filter(id -> {
                    AlertTarget target = firm.get(AlertTarget.ALERT_TARGET, id);
                    return target != null && target.enabled();
                })
                .toArray(String[]::new);
        Long[] messages = new Long[targets.length];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = ids.getAsLong();
        }
        long toldMillis = end ? Objects.requireNonNull(before).toldMillis() : nowMillis;
        Tuple arguments = Tuple.from(new Object[] {
            firm.no(),
            due.rule.id(),
            due.alert.subject(),
            due.alert.id(),
            Alerts.time(toldMillis),
            end,
            before == null ? null : before.alert(),
            before == null ? null : Alerts.time(before.toldMillis()),
            before == null ? null : before.ended(),
            body(due),
            targets,
            messages,
            Alerts.time(nowMillis),
            (long) MessageQueue.WAITING_MAX
        });
        return pg.ask(c -> c.preparedQuery(TELL).execute(arguments));
    }

    private static JsonObject body(Due due) {
        return new JsonObject()
                .put("event", due.notice.text())
                .put("rule", due.rule.id())
                .put("name", due.rule.name())
                .put("severity", due.rule.severity())
                .put("alert", AlertJson.of(due.alert));
    }

    /** All of a rule, in the transaction that takes it away. */
    static Future<?> forgetAll(SqlClient transaction, int tenant, String rule) {
        return transaction.preparedQuery(FORGET_RULE).execute(Tuple.of(tenant, rule));
    }

    Future<?> forget(long nowMillis) {
        return pg.ask(c -> c.preparedQuery(FORGET).execute(Tuple.of(Alerts.time(nowMillis - KEPT_MILLIS))));
    }
}
