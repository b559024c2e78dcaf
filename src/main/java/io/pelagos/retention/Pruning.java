package io.pelagos.retention;

import io.pelagos.platform.PgLink;
import io.pelagos.privacy.ClosedLeads;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Deletes what a tenant's {@code retention} says is too old, some rows at a time, so that nobody waits behind it. What
 * one round does not manage the next does. The journal is not touched: a chain must stay whole.
 */
public final class Pruning {
    private static final int ROWS = 500;
    private static final int STEPS = 200;
    private static final String CLOSED_LEADS = "closed_leads";

    /** Kind to statements: $1 tenant, $2 before when, $3 how many rows; each tells how many it has deleted. */
    private static final Map<String, List<String>> STATEMENTS = Map.of(
            "calls",
            List.of(delete("call_record", "tenant, id", "started_at < $2")),
            "tasks",
            List.of("""
                    with old as (
                      select id from task where tenant = $1 and status <> 'open' and done_at < $2 limit $3
                    ), said as (
                      delete from task_comment c using old where c.tenant = $1 and c.task = old.id
                    ), gone as (
                      delete from task t using old where t.tenant = $1 and t.id = old.id returning 1
                    )
                    select count(*) from gone"""),
            "dead_letters",
            List.of(
                    delete("dead_letter", "tenant, channel, id", "at < $2"),
                    delete("outgoing_dead", "tenant, webhook, id", "dead_at < $2")),
            // What is in force, or was deleted last, stays: nothing newer says what it is.
            "config_history",
            List.of(delete(
                    "config_history",
                    "tenant, version, section, id",
                    "at < $2 and exists (select from config_history n where n.tenant = o.tenant and n.section = o.section"
                            + " and n.id = o.id and n.version > o.version)")),
            "tokens",
            List.of(delete("token", "hash", "least(revoked_at, expires_at) < $2")));

    private final PgLink pg;
    private final ClosedLeads closed;
    private final Directory directory;
    private final Clock clock;

    /** @param pg whatever waits behind it has time */
    public Pruning(PgLink pg, ClosedLeads closed, Directory directory, Clock clock) {
        this.pg = pg;
        this.closed = closed;
        this.directory = directory;
        this.clock = clock;
    }

    /** One round over all tenants; harmless when several nodes do it at once. */
    public Future<Void> run() {
        Future<Void> done = Future.succeededFuture();
        for (TenantConfig tenant : directory.all()) {
            for (Map.Entry<String, Duration> kept :
                    tenant.tenant().safety().retention().kept().entrySet()) {
                OffsetDateTime before = clock.instant().minus(kept.getValue()).atOffset(ZoneOffset.UTC);
                if (kept.getKey().equals(CLOSED_LEADS)) {
                    done = done.compose(next -> closed.forget(tenant.no(), before));
                }
                for (String sql : STATEMENTS.getOrDefault(kept.getKey(), List.of())) {
                    done = done.compose(next -> forget(sql, tenant.no(), before, STEPS));
                }
            }
        }
        return done;
    }

    private Future<Void> forget(String sql, int tenant, OffsetDateTime before, int steps) {
        return pg.ask(c -> c.preparedQuery(sql).execute(Tuple.of(tenant, before, ROWS)))
                .map(rows -> rows.iterator().next().getLong(0))
                .compose(gone ->
                        gone < ROWS || steps == 1 ? Future.succeededFuture() : forget(sql, tenant, before, steps - 1));
    }

    private static String delete(String table, String key, String old) {
        return "with gone as (delete from " + table + " where (" + key + ") in (select " + key + " from " + table
                + " o where o.tenant = $1 and " + old + " limit $3) returning 1) select count(*) from gone";
    }
}
