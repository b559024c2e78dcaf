package io.pelagos.pool;

import io.pelagos.journal.ClaimCounts;
import io.pelagos.platform.PgLink;
import io.pelagos.pool.ClaimPolicies.Counter;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts claims from the journal, for limits that are new and for a Redis that was lost. */
public final class ClaimHistory implements ClaimCounts {
    /**
     * Hours that are summed are taken from the sums, at their end: that counts a little longer, never
     * shorter. The begun hour at the start of the window, and all since the last sum, are counted one
     * by one.
     */
    private static final String CLAIMS = """
            with mark as (
              select coalesce(max(hour), to_timestamp(0)) as summed from claim_sum where tenant = 0
            ), whole as (
              select date_trunc('hour', to_timestamp($2 / 1000.0) + interval '59 minutes 59.999 seconds') as hour
            ), claims as (
              select pool, agent, team, at, 1 as n from journal, mark, whole
              where tenant = $1 and type = 'claimed' and at >= to_timestamp($2 / 1000.0)
                and (at < whole.hour or at >= mark.summed)
              union all
              select s.pool, s.agent, nullif(s.team, ''), s.hour + interval '59 minutes 59.999 seconds', s.claims
              from claim_sum s, mark, whole
              where s.tenant = $1 and s.hour >= whole.hour and s.hour < mark.summed
            )
            select pool, coalesce(%s, ''), %s, sum(n)::bigint from claims group by 1, 2, 3""";

    private static final String LEAVINGS = """
            select j.lead, j.left_agent, coalesce(j.left_team, ''), (extract(epoch from max(j.at)) * 1000)::bigint
            from journal j join lead l on l.tenant = j.tenant and l.id = j.lead and l.state <> 'c'
            where j.tenant = $1 and j.left_agent is not null and j.at >= to_timestamp($2 / 1000.0)
            group by 1, 2, 3""";

    private final PgLink pg;
    private final Directory directory;
    private final ClaimPolicies policies;

    ClaimHistory(PgLink pg, Directory directory, ClaimPolicies policies) {
        this.pg = pg;
        this.directory = directory;
        this.policies = policies;
    }

    @Override
    public Future<Counts> count(int tenant, long nowMillis) {
        TenantConfig config = directory.tenant(tenant);
        if (config == null) {
            return Future.succeededFuture(new Counts("", List.of(), List.of()));
        }
        List<String> counters = new ArrayList<>();
        Future<Void> counted = Future.succeededFuture();
        for (Map.Entry<Counter, Set<String>> e : pools(config).entrySet()) {
            counted = counted.compose(done -> add(counters, config, e.getKey(), e.getValue(), nowMillis));
        }
        return counted.compose(done -> leavings(config, nowMillis))
                .map(cooldowns -> new Counts(policies.defs(config), counters, cooldowns));
    }

    /** Each window once, with the pools in which it counts. */
    private static Map<Counter, Set<String>> pools(TenantConfig config) {
        Map<Counter, Set<String>> pools = new LinkedHashMap<>();
        for (Pool pool : config.all(Pool.POOL).values()) {
            for (Counter counter : ClaimPolicies.counters(config, pool)) {
                pools.computeIfAbsent(counter, c -> new LinkedHashSet<>()).add(pool.id());
            }
        }
        return pools;
    }

    private Future<Void> add(
            List<String> counters, TenantConfig config, Counter counter, Set<String> pools, long nowMillis) {
        long step = counter.stepMillis();
        Window.Bounds bounds = counter.window().at(config.tenant().zone(), nowMillis);
        long since = step == 0 ? bounds.startMillis() : (nowMillis / step - counter.buckets()) * step;
        String id =
                switch (counter.per()) {
                    case AGENT -> "agent";
                    case TEAM -> "team";
                    case POOL, TENANT -> "null::text";
                };
        String index = step == 0 ? "0::bigint" : "floor(extract(epoch from at) * 1000 / " + step + ")::bigint";
        long ttl = step == 0 ? bounds.endMillis() - nowMillis + 60_000 : step * (counter.buckets() + 2) + 60_000;
        return query(CLAIMS.formatted(id, index), Tuple.of(config.no(), since)).map(rows -> {
            Map<String, Long> sums = new LinkedHashMap<>();
            for (Row row : rows) {
                String pool = row.getString(0);
                boolean counts = counter.per() == Quota.Per.TENANT || pools.contains(pool);
                if (!counts
                        || (counter.per() == Quota.Per.TEAM && row.getString(1).isEmpty())) {
                    continue;
                }
                String name = row.getString(1).isEmpty() ? "" : config.no() + "/" + row.getString(1);
                long at = step == 0 ? bounds.startMillis() : row.getLong(2);
                String what = counter.what(config.no(), pool);
                // As limits.lua names them: an agent's calendar windows lie with the agent's other counts.
                String key = counter.per() == Quota.Per.AGENT && step == 0
                        ? "h:" + name + "#q:" + what + "#" + at
                        : "q:" + counter.scope() + "/" + name + "/" + what + ":" + at;
                sums.merge(key, row.getLong(3), Long::sum);
            }
            sums.forEach((key, sum) -> {
                counters.add(key);
                counters.add(sum.toString());
                counters.add(Long.toString(ttl));
            });
            return null;
        });
    }

    private Future<List<String>> leavings(TenantConfig config, long nowMillis) {
        long remember = ClaimPolicies.rememberMillis(config);
        if (remember == 0) {
            return Future.succeededFuture(List.of());
        }
        return query(LEAVINGS, Tuple.of(config.no(), nowMillis - remember)).map(rows -> {
            List<String> cooldowns = new ArrayList<>();
            for (Row row : rows) {
                String lead = row.getLong(0).toString();
                String at = row.getLong(3).toString();
                String keep = Long.toString(remember);
                cooldowns.addAll(List.of(lead, "a:" + config.no() + "/" + row.getString(1), at, keep));
                if (!row.getString(2).isEmpty()) {
                    cooldowns.addAll(List.of(lead, "t:" + config.no() + "/" + row.getString(2), at, keep));
                }
            }
            return cooldowns;
        });
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments));
    }
}
