package io.pelagos.alert;

import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Measures what rules are about. What is dear to ask for is remembered for a while, by this node. */
final class Meter {
    private static final long AGE_KEPT_MILLIS = 60_000;
    private static final long DROP_KEPT_MILLIS = 600_000;
    private static final int KEPT_MAX = 10_000;
    private static final double HUNDRED = 100.0;

    private final PoolLists lists;
    private final Counts counts;
    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** @param version of the configuration for which it was asked */
    private record Kept(long atMillis, long version, Map<String, ?> found) {}

    Meter(PoolLists lists, Counts counts) {
        this.lists = lists;
        this.counts = counts;
    }

    /** By subject; what is missing could not be measured. */
    Future<Map<String, Reading>> read(TenantConfig firm, AlertRule rule, long nowMillis) {
        Condition condition = rule.condition();
        if (condition instanceof Condition.Dry dry) {
            WorkCalendar calendar = firm.tenant().calendar();
            boolean rests = dry.working() && calendar != null && !calendar.open(nowMillis);
            return stocks(firm, dry.scope(), (pool, claimable) -> rests ? Reading.NONE : dry(dry, claimable));
        } else if (condition instanceof Condition.Overflow overflow) {
            return overflow(firm, rule, overflow, nowMillis);
        } else if (condition instanceof Condition.Drop drop) {
            return drop(firm, rule, drop, nowMillis);
        } else if (condition instanceof Condition.Broken broken) {
            return broken(firm, broken, nowMillis);
        }
        return Future.succeededFuture(Map.of());
    }

    private interface OfStock {
        Reading reading(String pool, int claimable);
    }

    /** Of the pools that there are. */
    private Future<Map<String, Reading>> stocks(TenantConfig firm, Scope scope, OfStock of) {
        List<Future<?>> asked = new ArrayList<>();
        Map<String, Reading> readings = new HashMap<>();
        for (String pool : scope.ids()) {
            if (firm.get(Pool.POOL, pool) != null) {
                asked.add(lists.stock(firm, pool)
                        .onSuccess(stock -> readings.put(pool, of.reading(pool, stock.claimable(null)))));
            }
        }
        return Future.join(asked).map(readings);
    }

    private static Reading dry(Condition.Dry dry, int claimable) {
        return new Reading(
                Reading.below(claimable, dry.below()),
                facts(dry.scope())
                        .put("claimable", claimable)
                        .put("below", dry.below())
                        .put("minutes", dry.minutes()));
    }

    private Future<Map<String, Reading>> overflow(
            TenantConfig firm, AlertRule rule, Condition.Overflow overflow, long nowMillis) {
        List<String> pools = overflow.scope().ids();
        Future<Map<String, Long>> oldest = overflow.olderThan() == null
                ? Future.succeededFuture(Map.of())
                : kept(firm, rule, nowMillis, AGE_KEPT_MILLIS, () -> counts.oldest(firm.no(), pools));
        return oldest.compose(entered -> stocks(firm, overflow.scope(), (pool, claimable) -> {
            long ageMillis = Math.max(0, nowMillis - entered.getOrDefault(pool, nowMillis));
            return overflow(overflow, claimable, ageMillis);
        }));
    }

    private static Reading overflow(Condition.Overflow overflow, int claimable, long ageMillis) {
        JsonObject facts = facts(overflow.scope()).put("claimable", claimable);
        Reading.State state = Reading.State.CLEAR;
        if (overflow.above() > 0) {
            facts.put("above", overflow.above());
            state = Reading.above(claimable, overflow.above());
        }
        if (overflow.olderThan() != null) {
            long limitMillis = overflow.olderThan().toMillis();
            facts.put("oldest_seconds", ageMillis / 1_000).put("older_than_seconds", limitMillis / 1_000);
            state = Reading.worse(state, Reading.above(ageMillis, limitMillis));
        }
        return new Reading(state, facts.put("minutes", overflow.minutes()));
    }

    private Future<Map<String, Reading>> drop(TenantConfig firm, AlertRule rule, Condition.Drop drop, long nowMillis) {
        Future<Map<String, Counts.Shares>> asked = kept(
                firm,
                rule,
                nowMillis,
                DROP_KEPT_MILLIS,
                () -> counts.shares(firm.no(), drop.scope(), drop.measure(), drop.days(), nowMillis));
        return asked.map(found -> {
            Map<String, Reading> readings = new HashMap<>();
            drop.scope()
                    .subjects()
                    .forEach(id -> readings.put(id, drop(drop, found.getOrDefault(id, Counts.Shares.NONE))));
            return readings;
        });
    }

    static Reading drop(Condition.Drop drop, Counts.Shares shares) {
        double before = shares.before();
        double after = shares.after();
        double fell = before == 0 ? 0 : HUNDRED * (1 - after / before);
        JsonObject facts = facts(drop.scope())
                .put("measure", drop.measure())
                .put("days", drop.days())
                .put("before_ratio", rounded(before))
                .put("now_ratio", rounded(after))
                .put("drop_percent", Math.round(fell));
        boolean few = Math.min(shares.ofBefore(), shares.of()) < drop.leadsMin();
        // Of few leads nobody can say that things are bad.
        if (few || fell < 0.8 * drop.percent()) {
            return new Reading(Reading.State.CLEAR, facts);
        }
        return new Reading(fell >= drop.percent() ? Reading.State.BREACH : Reading.State.BETWEEN, facts);
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 10_000) / 10_000.0;
    }

    private Future<Map<String, Reading>> broken(TenantConfig firm, Condition.Broken broken, long nowMillis) {
        return counts.broken(firm.no(), broken.scope(), broken.withinMinutes(), nowMillis)
                .map(found -> {
                    Map<String, Reading> readings = new HashMap<>();
                    for (String id : broken.scope().subjects()) {
                        long count = found.getOrDefault(id, 0L);
                        JsonObject facts = facts(broken.scope())
                                .put("broken", count)
                                .put("at_least", broken.atLeast())
                                .put("minutes", broken.withinMinutes());
                        readings.put(id, new Reading(Reading.above(count, broken.atLeast() - 1L), facts));
                    }
                    return readings;
                });
    }

    private static JsonObject facts(Scope scope) {
        return new JsonObject().put(Alert.ABOUT, scope.by());
    }

    @SuppressWarnings("unchecked") // a rule has one condition, which asks for one thing
    private <T> Future<Map<String, T>> kept(
            TenantConfig firm, AlertRule rule, long nowMillis, long keptMillis, Supplier<Future<Map<String, T>>> ask) {
        String name = firm.no() + "/" + rule.id();
        Kept known = kept.get(name);
        if (known != null && known.version == firm.version() && Math.abs(nowMillis - known.atMillis) < keptMillis) {
            return Future.succeededFuture((Map<String, T>) known.found);
        }
        return ask.get().onSuccess(found -> {
            kept.remove(name);
            kept.put(name, new Kept(nowMillis, firm.version(), found));
        });
    }
}
