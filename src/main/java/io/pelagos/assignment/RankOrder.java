package io.pelagos.assignment;

import io.pelagos.assignment.Results.Result;
import io.pelagos.platform.PgPool;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Turns;
import io.pelagos.team.Agent;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which order a pool's agents take turns today: by points up to the beginning of the firm's day. The first node that
 * needs it works it out and writes it down; all others read that.
 */
public final class RankOrder implements Turns.Order {
    private static final int KNOWN_MAX = 10_000;

    private static final String READ = "select agents from turn_order where tenant = $1 and pool = $2 and day = $3";
    private static final String WRITE = """
            insert into turn_order (tenant, pool, day, agents) values ($1, $2, $3, $4) on conflict do nothing""";
    private static final String FORGET = "delete from turn_order where tenant = $1 and pool = $2 and day < $3";

    private final PgPool sql;
    private final Results results;
    private final Map<String, Today> known = new HashMap<>();

    private record Today(LocalDate day, List<String> agents) {}

    /** @param scans for what reads its way through a firm's journal */
    public RankOrder(PgPool sql, PgPool scans) {
        this.sql = sql;
        this.results = new Results(scans);
    }

    @Override
    public Future<?> ready(TenantConfig config, Pool pool, long nowMillis) {
        LocalDate day = day(config, nowMillis);
        return known(config, pool, day) == null ? order(config, pool, nowMillis) : Future.succeededFuture();
    }

    /** Today's order, the first in front. */
    public Future<List<String>> order(TenantConfig config, Pool pool, long nowMillis) {
        LocalDate day = day(config, nowMillis);
        Today today = known(config, pool, day);
        return today != null
                ? Future.succeededFuture(today.agents)
                : read(config, pool, day)
                        .compose(found -> found != null
                                ? Future.succeededFuture(found)
                                : worked(config, pool, day).compose(mine -> write(config, pool, day, mine)))
                        .onSuccess(agents -> keep(config, pool, new Today(day, agents)));
    }

    /** What each agent's results are worth now: agent to points. */
    public Future<Map<String, Long>> points(TenantConfig config, long nowMillis) {
        Points points = Points.of(config);
        return results.of(config.no(), nowMillis - points.window().toMillis(), nowMillis + 1)
                .map(done -> {
                    Map<String, Long> all = new HashMap<>();
                    config.all(Agent.AGENT).values().stream()
                            .filter(agent -> agent.role() == Role.AGENT && agent.active())
                            .forEach(agent ->
                                    all.put(agent.id(), points.of(done.getOrDefault(agent.id(), Result.NOTHING))));
                    return all;
                });
    }

    private Future<List<String>> worked(TenantConfig config, Pool pool, LocalDate day) {
        long start = start(config, day);
        return points(config, start - 1).map(points -> config.all(Agent.AGENT).values().stream()
                .filter(agent -> points.containsKey(agent.id()) && pool.member(agent))
                .sorted(Comparator.comparingLong((Agent agent) -> -points.getOrDefault(agent.id(), 0L))
                        .thenComparing(Agent::id))
                .map(Agent::id)
                .toList());
    }

    private Future<List<String>> write(TenantConfig config, Pool pool, LocalDate day, List<String> mine) {
        Tuple row = Tuple.of(config.no(), pool.id(), day).addArrayOfString(mine.toArray(String[]::new));
        return sql.use(c -> c.preparedQuery(WRITE).execute(row).compose(done -> c.preparedQuery(FORGET)
                        .execute(Tuple.of(config.no(), pool.id(), day))))
                // Somebody else may have been faster, before a last change of the journal was seen.
                .compose(done -> read(config, pool, day))
                .map(found -> found == null ? mine : found);
    }

    private Future<@Nullable List<String>> read(TenantConfig config, Pool pool, LocalDate day) {
        return sql.use(c -> c.preparedQuery(READ).execute(Tuple.of(config.no(), pool.id(), day)))
                .map(rows ->
                        rows.size() == 0 ? null : List.of(rows.iterator().next().getArrayOfStrings(0)));
    }

    @Override
    public Turns.Slots slots(TenantConfig config, Pool pool, String agent, long nowMillis) {
        LocalDate day = day(config, nowMillis);
        Today today = known(config, pool, day);
        Turns turns = pool.turns();
        List<String> agents = today == null || turns == null
                ? List.of()
                : today.agents.stream().limit(turns.top()).toList();
        int place = agents.indexOf(agent);
        return new Turns.Slots(
                start(config, day),
                turns == null ? 1 : turns.time().toMillis(),
                agents.size(),
                place < 0 ? agents.size() : place,
                start(config, day.plusDays(1)));
    }

    private static LocalDate day(TenantConfig config, long nowMillis) {
        return Instant.ofEpochMilli(nowMillis).atZone(zone(config)).toLocalDate();
    }

    private static long start(TenantConfig config, LocalDate day) {
        return day.atStartOfDay(zone(config)).toInstant().toEpochMilli();
    }

    private static ZoneId zone(TenantConfig config) {
        return config.tenant().zone();
    }

    private @Nullable Today known(TenantConfig config, Pool pool, LocalDate day) {
        Today today = known.get(key(config, pool));
        return today != null && today.day.equals(day) ? today : null;
    }

    private void keep(TenantConfig config, Pool pool, Today today) {
        if (known.size() >= KNOWN_MAX) {
            known.clear();
        }
        known.put(key(config, pool), today);
    }

    private static String key(TenantConfig config, Pool pool) {
        return config.no() + "/" + pool.id();
    }
}
