package io.pelagos.pool;

import io.pelagos.platform.Kept;
import io.pelagos.platform.PgPool;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What agents have in hand, and what of it nobody works. */
public final class Workloads {
    /** So many leads of an agent are looked at; who holds more is shown as holding these. */
    public static final int HELD_MAX = 1_000;

    /** A lead is untouched while its owner has neither dialled nor followed up since he has it, unless it is won. */
    private static final String WORKLOADS = """
            with held as (
              select owner, claimed_at, (facts ->> 'next_at')::bigint as next_at,
                not facts ? 'won_at' and jsonb_array_length(coalesce(facts -> 'followups', '[]')) = 0
                  and coalesce((facts -> 'dials' ->> -1)::bigint, 0) < extract(epoch from claimed_at) * 1000 as untouched
              from lead where tenant = $1 and id = any($2) and owner = any($3) and state = 'o')
            select owner, count(*)::int, (count(*) filter (where untouched))::int,
              (count(*) filter (where next_at < $4))::int, min(claimed_at) filter (where untouched)
            from held group by owner""";

    /** Many screens look at the same floor, again and again. */
    private static final long KEPT_MILLIS = 3_000;

    private static final int KEPT_MAX = 1_000;

    private final PoolLists lists;
    private final PgPool pg;
    private final Kept<Map<String, Workload>> kept = new Kept<>(KEPT_MILLIS, KEPT_MAX);

    public Workloads(PoolLists lists, PgPool pg) {
        this.lists = lists;
        this.pg = pg;
    }

    /**
     * One agent's.
     *
     * @param overdue leads whose next contact should have been
     * @param untouchedSince when the oldest of the untouched came to the agent; null where there is none
     */
    public record Workload(
            int held, int untouched, int overdue, @Nullable Instant untouchedSince) {
        public static final Workload NONE = new Workload(0, 0, 0, null);
    }

    /** By agent, as of some seconds ago at most; who has nothing is not in it. */
    public Future<Map<String, Workload>> of(TenantConfig config, List<String> agents, long nowMillis) {
        String key = config.no() + " " + String.join(" ", agents);
        return kept.of(key, config.version(), nowMillis, () -> count(config, agents, nowMillis));
    }

    private Future<Map<String, Workload>> count(TenantConfig config, List<String> agents, long nowMillis) {
        List<Future<PoolLists.Held>> held = agents.stream()
                .map(agent -> lists.held(config, agent, HELD_MAX))
                .toList();
        return Future.all(held).compose(all -> {
            Long[] leads =
                    held.stream().flatMap(one -> one.result().leads().stream()).toArray(Long[]::new);
            Tuple arguments = Tuple.of(config.no(), leads, agents.toArray(String[]::new), nowMillis);
            return pg.use(c -> c.preparedQuery(WORKLOADS).execute(arguments)).map(rows -> {
                Map<String, Workload> found = new HashMap<>();
                rows.forEach(row -> found.put(row.getString(0), workload(row)));
                return found;
            });
        });
    }

    private static Workload workload(Row row) {
        OffsetDateTime since = row.getOffsetDateTime(4);
        return new Workload(
                row.getInteger(1),
                row.getInteger(2),
                row.getInteger(3),
                since == null
                        ? null
                        : since.withOffsetSameInstant(ZoneOffset.UTC).toInstant());
    }
}
