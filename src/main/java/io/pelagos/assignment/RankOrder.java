package io.pelagos.assignment;

import io.pelagos.platform.PgPool;
import io.pelagos.pool.Pool;
import io.pelagos.pool.RankTurns;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which order a pool's agents take turns today: by points up to the beginning of the firm's day. The first node that
 * needs it works it out and writes it down; all others read that. Until it is there the order before it goes on, so that
 * no claim waits for it at midnight.
 */
public final class RankOrder implements RankTurns.Order {
    private static final Logger LOG = LoggerFactory.getLogger(RankOrder.class);

    private static final int KNOWN_MAX = 10_000;
    /** An order that could not be made is tried again by whoever claims so much later. */
    private static final long REST_MILLIS = 5_000;

    private final TurnOrders orders;
    private final PointList points;
    private final Map<String, TurnOrders.Order> known = new HashMap<>();
    private final Map<String, Making> making = new HashMap<>();

    /**
     * A day's order on its way, or one that could not be made a moment ago.
     *
     * @param usable when any order is known, be it the one before
     */
    private record Making(LocalDate day, long sinceMillis, Future<?> usable, Future<?> done) {
        boolean goesOn(LocalDate today, long nowMillis) {
            boolean rests = done.failed() && Math.abs(nowMillis - sinceMillis) < REST_MILLIS;
            return day.equals(today) && (rests || !done.isComplete());
        }
    }

    public RankOrder(PgPool sql, PointList points) {
        this.orders = new TurnOrders(sql);
        this.points = points;
    }

    @Override
    public Future<?> ready(TenantConfig config, Pool pool, long nowMillis) {
        LocalDate today = day(config, nowMillis);
        TurnOrders.Order order = known.get(key(config, pool));
        if (order != null && order.day().equals(today)) {
            return Future.succeededFuture();
        }
        Making mine = making(config, pool, today, nowMillis);
        return order == null ? mine.usable : Future.succeededFuture();
    }

    /** The order in force, the first in front: today's, or while that is being made the one before. */
    public Future<List<String>> order(TenantConfig config, Pool pool, long nowMillis) {
        return ready(config, pool, nowMillis).map(ready -> agents(config, pool));
    }

    /** Once on this node for all who ask meanwhile. */
    private Making making(TenantConfig config, Pool pool, LocalDate today, long nowMillis) {
        String key = key(config, pool);
        Making before = making.get(key);
        if (before != null && before.goesOn(today, nowMillis)) {
            return before;
        }
        Future<TurnOrders.@Nullable Order> found =
                orders.read(config.no(), pool.id(), today).onSuccess(order -> keep(key, order));
        Future<TurnOrders.Order> done = found.compose(
                        order -> order != null && order.day().equals(today)
                                ? Future.succeededFuture(order)
                                : worked(config, pool, today)
                                        .compose(agents -> orders.write(
                                                config.no(), pool.id(), new TurnOrders.Order(today, agents))))
                .onSuccess(order -> keep(key, order))
                .onFailure(e -> LOG.info("The turns of {} wait: {}", config.id(), e.getMessage()));
        Making mine = new Making(
                today, nowMillis, found.compose(order -> order == null ? done : Future.succeededFuture(order)), done);
        making.put(key, mine);
        done.onSuccess(order -> making.remove(key, mine));
        return mine;
    }

    private void keep(String key, TurnOrders.@Nullable Order order) {
        if (known.size() >= KNOWN_MAX) {
            known.clear();
            making.clear();
        }
        if (order != null) {
            known.put(key, order);
        }
    }

    private Future<List<String>> worked(TenantConfig config, Pool pool, LocalDate day) {
        return points.at(config, start(config, day)).map(points -> config.all(Agent.AGENT).values().stream()
                .filter(agent -> points.containsKey(agent.id()) && pool.member(agent))
                .sorted(Comparator.comparingLong((Agent agent) -> -points.getOrDefault(agent.id(), 0L))
                        .thenComparing(Agent::id))
                .map(Agent::id)
                .toList());
    }

    @Override
    public RankTurns.Slots slots(TenantConfig config, Pool pool, String agent, long nowMillis) {
        LocalDate day = day(config, nowMillis);
        RankTurns turns = pool.turns();
        List<String> agents = turns == null
                ? List.of()
                : agents(config, pool).stream().limit(turns.top()).toList();
        int place = agents.indexOf(agent);
        return new RankTurns.Slots(
                start(config, day),
                turns == null ? 1 : turns.time().toMillis(),
                agents.size(),
                place < 0 ? agents.size() : place,
                start(config, day.plusDays(1)));
    }

    private List<String> agents(TenantConfig config, Pool pool) {
        TurnOrders.Order order = known.get(key(config, pool));
        return order == null ? List.of() : order.agents();
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

    private static String key(TenantConfig config, Pool pool) {
        return config.no() + "/" + pool.id();
    }
}
