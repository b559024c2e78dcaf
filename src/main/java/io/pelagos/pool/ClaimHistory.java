package io.pelagos.pool;

import io.pelagos.journal.ClaimCounts;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.Repeat;
import io.pelagos.pool.ClaimPolicies.Counter;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Counts claims from the journal, for limits that are new and for a Redis that was lost. */
public final class ClaimHistory implements ClaimCounts {
    private static final int PORTION = 1_000;

    /**
     * Hours that are summed are taken from the sums, at their end: that counts a little longer, never
     * shorter. The begun hour at the start of the window, and all since the last sum, are counted one
     * by one. A claim that was given back is one less, where it counts.
     */
    private static final String CLAIMS = """
            with mark as (
              select coalesce(max(hour), to_timestamp(0)) as summed from claim_sum where tenant = 0
            ), whole as (
              select date_trunc('hour', to_timestamp($2 / 1000.0) + interval '59 minutes 59.999 seconds') as hour
            ), refunded as (
              select c.pool, c.agent, c.team, c.at from journal r join journal c
                on c.tenant = r.tenant and c.lead = r.lead and c.type = 'claimed' and c.at >= to_timestamp($2 / 1000.0)
                and c.version = (convert_from(r.body, 'UTF8')::jsonb -> 'data' ->> 'claim')::int
              where r.tenant = $1 and r.type = 'refunded' and r.at >= to_timestamp($2 / 1000.0)
            ), claims as (
              select pool, agent, team, at, 1 as n from journal, mark, whole
              where tenant = $1 and type = 'claimed' and at >= to_timestamp($2 / 1000.0)
                and (at < whole.hour or at >= mark.summed)
              union all
              select s.pool, s.agent, nullif(s.team, ''), s.hour + interval '59 minutes 59.999 seconds', s.claims
              from claim_sum s, mark, whole
              where s.tenant = $1 and s.hour >= whole.hour and s.hour < mark.summed
              union all
              select pool, agent, team, case when at < whole.hour or at >= mark.summed then at
                else date_trunc('hour', at) + interval '59 minutes 59.999 seconds' end, -1
              from refunded, mark, whole
            )
            select pool, coalesce(%s, ''), %s, sum(n)::bigint from claims group by 1, 2, 3""";

    /** A page, in the order of the index: so each page reads no more than itself. Of closed leads, too: they may be reopened. */
    private static final String LEAVINGS = """
            select j.lead, j.left_agent, coalesce(j.left_team, ''), (date_part('epoch', j.at) * 1000)::bigint,
              j.at, j.version
            from journal j
            where j.tenant = $1 and j.left_agent is not null
              and (j.at, j.lead, j.version) > ($2, $3, $4)
            order by j.at, j.lead, j.version limit\s""" + PORTION;

    private final PgLink pg;
    private final Directory directory;
    private final ClaimPolicies policies;

    ClaimHistory(PgLink pg, Directory directory, ClaimPolicies policies) {
        this.pg = pg;
        this.directory = directory;
        this.policies = policies;
    }

    @Override
    public String defs(int tenant) {
        TenantConfig config = directory.tenant(tenant);
        return config == null ? "" : policies.defs(config);
    }

    @Override
    public Future<Void> count(int tenant, long nowMillis, Function<Counts, Future<Void>> take) {
        TenantConfig config = directory.tenant(tenant);
        if (config == null) {
            return Future.succeededFuture();
        }
        List<String> counters = new ArrayList<>();
        Future<Void> counted = Future.succeededFuture();
        for (Map.Entry<Counter, Set<String>> e : pools(config).entrySet()) {
            counted = counted.compose(done -> add(counters, config, e.getKey(), e.getValue(), nowMillis))
                    // Nothing to fill yet, but a sign of life: long windows take their time.
                    .compose(done -> take.apply(new Counts(List.of(), List.of())));
        }
        return counted.compose(done -> portions(counters, 0, take)).compose(done -> {
            long remember = ClaimPolicies.rememberMillis(config);
            OffsetDateTime since =
                    Instant.ofEpochMilli(Math.max(0, nowMillis - remember)).atOffset(ZoneOffset.UTC);
            return remember == 0
                    ? Future.succeededFuture()
                    : leavings(config.no(), remember, Tuple.of(config.no(), since, Long.MIN_VALUE, 0), take);
        });
    }

    /** Each counter has three items. */
    private static Future<Void> portions(List<String> counters, int from, Function<Counts, Future<Void>> take) {
        if (from >= counters.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(counters.size(), from + 3 * PORTION);
        return take.apply(new Counts(counters.subList(from, to), List.of()))
                .compose(done -> portions(counters, to, take));
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
                long at = step == 0 ? bounds.startMillis() : row.getLong(2);
                sums.merge(counter.key(config.no(), pool, row.getString(1), at), row.getLong(3), Long::sum);
            }
            sums.forEach((key, sum) -> {
                counters.add(key);
                counters.add(sum.toString());
                counters.add(Long.toString(ttl));
            });
            return null;
        });
    }

    /** Whom leads have left, a page at a time; of a lead's several times the script keeps the last. */
    private Future<Void> leavings(int tenant, long remember, Tuple first, Function<Counts, Future<Void>> take) {
        return Repeat.from(first, after -> query(LEAVINGS, after).compose(rows -> {
            List<String> cooldowns = new ArrayList<>();
            Tuple last = after;
            for (Row row : rows) {
                last = Tuple.of(tenant, row.getOffsetDateTime(4), row.getLong(0), row.getInteger(5));
                String lead = row.getLong(0).toString();
                String at = row.getLong(3).toString();
                String keep = Long.toString(remember);
                cooldowns.addAll(List.of(lead, "a:" + tenant + "/" + row.getString(1), at, keep));
                if (!row.getString(2).isEmpty()) {
                    cooldowns.addAll(List.of(lead, "t:" + tenant + "/" + row.getString(2), at, keep));
                }
            }
            Future<Void> taken =
                    cooldowns.isEmpty() ? Future.succeededFuture() : take.apply(new Counts(List.of(), cooldowns));
            Tuple next = rows.size() == PORTION ? last : null;
            return taken.map(next);
        }));
    }

    private Future<RowSet<Row>> query(String sql, Tuple arguments) {
        return pg.ask(c -> c.preparedQuery(sql).execute(arguments));
    }
}
