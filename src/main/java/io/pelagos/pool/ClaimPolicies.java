package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.pelagos.team.Holding;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.WorkFirst;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a pool as claim.lua reads them. Agents under the same limits share one text, so that
 * Redis parses it once for many claims.
 *
 * <p>Every claim counts for every window that anybody's limit in the pool looks at, whoever claims: a
 * limit given to one agent later finds all claims counted.
 */
final class ClaimPolicies {
    /** A rolling window is kept in this many buckets; a claim counts up to one bucket too long, never too short. */
    private static final int BUCKETS = 30;

    private static final long NO_LIMIT = 1_000_000_000_000_000L;
    private static final long TTL_SLACK_MILLIS = 60_000;
    private static final long FOREVER_MILLIS = Long.MAX_VALUE / 4;

    private final Map<Integer, Book> books = new HashMap<>();

    /** The texts made for one version of a tenant's configuration. */
    private record Book(TenantConfig config, String defs, Map<String, Policy> policies) {}

    /** A window that is counted: which claims, over which time. */
    record Counter(Quota.Per per, Window window) {
        /** A rolling window's bucket in milliseconds, 0 for a calendar window. */
        long stepMillis() {
            return window.kind() == Window.Kind.ROLLING
                    ? Math.max(1, (window.length().toMillis() + BUCKETS - 1) / BUCKETS)
                    : 0;
        }

        String what(int tenant, String pool) {
            return tenant + "/" + (per == Quota.Per.TENANT ? "" : pool) + ":" + window.text();
        }

        String scope() {
            return switch (per) {
                case AGENT -> "a";
                case TEAM -> "t";
                case POOL -> "p";
                case TENANT -> "n";
            };
        }

        int buckets() {
            return BUCKETS;
        }

        /** The key of what counts a claim at a time. */
        String key(TenantConfig config, String pool, String agent, @Nullable String team, long atMillis) {
            String id =
                    switch (per) {
                        case AGENT -> agent;
                        case TEAM -> team == null ? "" : team;
                        case POOL, TENANT -> "";
                    };
            long step = stepMillis();
            long at = step == 0 ? window.at(config.tenant().zone(), atMillis).startMillis() : atMillis / step;
            return key(config.no(), pool, id, at);
        }

        /**
         * As limits.lua names it: an agent's calendar windows lie with the agent's other counts.
         *
         * @param id the agent or the team; empty for others
         * @param at the start of the calendar window, or the number of the bucket
         */
        String key(int tenant, String pool, String id, long at) {
            String name = id.isEmpty() ? "" : tenant + "/" + id;
            String what = what(tenant, pool);
            return per == Quota.Per.AGENT && stepMillis() == 0
                    ? "h:" + name + "#q:" + what + "#" + at
                    : "q:" + scope() + "/" + name + "/" + what + ":" + at;
        }
    }

    /**
     * A compiled policy.
     *
     * @param shown the limits in the order of the script's usage; null where nothing limits this agent
     * @param freesAtMillis when a claim of now frees: at the end of a calendar window, or when it has left a rolling one
     * @param fromMillis since when the windows in it are right
     * @param toMillis until when, not included
     */
    record Policy(
            String text,
            List<@Nullable Quota> shown,
            List<LongUnaryOperator> freesAtMillis,
            Holding pool,
            Holding all,
            long fromMillis,
            long toMillis) {}

    Policy policy(TenantConfig config, Pool pool, Agent agent, long nowMillis) {
        return policy(config, pool, agent, null, nowMillis);
    }

    /** @param slots when the agent may claim; null: at any time */
    Policy policy(TenantConfig config, Pool pool, Agent agent, RankTurns.@Nullable Slots slots, long nowMillis) {
        Book book = book(config);
        List<Quota> own = config.all(Quota.OF_AGENT).getOrDefault(agent.id(), List.of());
        boolean inTeam = agent.team() != null;
        String key = pool.id()
                + (inTeam ? "|t|" : "|-|")
                + (own.isEmpty() ? "" : own.toString())
                + (slots == null ? "" : "|" + slots.place() + "/" + slots.agents());
        Policy known = book.policies.get(key);
        if (known != null && nowMillis >= known.fromMillis && nowMillis < known.toMillis) {
            return known;
        }
        Policy fresh = compile(config, book.defs, pool, pool.quotas(own), inTeam, slots, nowMillis);
        book.policies.put(key, fresh);
        return fresh;
    }

    /** Names all counters of a tenant, and what else must be filled before claims are decided. */
    String defs(TenantConfig config) {
        return book(config).defs;
    }

    private Book book(TenantConfig config) {
        Book book = books.get(config.no());
        if (book == null || book.config != config) {
            book = new Book(config, describe(config), new HashMap<>());
            books.put(config.no(), book);
        }
        return book;
    }

    private static String describe(TenantConfig config) {
        TreeSet<String> names = new TreeSet<>();
        for (Pool pool : config.all(Pool.POOL).values()) {
            for (Counter counter : counters(config, pool)) {
                names.add(counter.scope() + ":" + counter.what(config.no(), pool.id()));
            }
        }
        return config.tenant().zone() + " " + rememberMillis(config) + " " + String.join(" ", names);
    }

    /** How long it matters that a lead left an agent: the longest cooldown of any pool. */
    static long rememberMillis(TenantConfig config) {
        long longest = 0;
        for (Pool pool : config.all(Pool.POOL).values()) {
            longest = Math.max(
                    longest,
                    Math.max(
                            millis(pool.cooldown().agent()),
                            millis(pool.cooldown().team())));
        }
        return longest;
    }

    static long millis(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toMillis();
    }

    /** Every window that a limit in this pool looks at. */
    static List<Counter> counters(TenantConfig config, Pool pool) {
        Map<Counter, Boolean> all = new LinkedHashMap<>();
        pool.quotas().forEach(q -> all.put(new Counter(q.per(), q.window()), true));
        config.all(Quota.OF_AGENT)
                .values()
                .forEach(own -> own.forEach(q -> all.put(new Counter(Quota.Per.AGENT, q.window()), true)));
        for (Pool other : config.all(Pool.POOL).values()) {
            other.quotas().stream()
                    .filter(q -> q.per() == Quota.Per.TENANT)
                    .forEach(q -> all.put(new Counter(q.per(), q.window()), true));
        }
        return List.copyOf(all.keySet());
    }

    private static Policy compile(
            TenantConfig config,
            String defs,
            Pool pool,
            List<Quota> limits,
            boolean inTeam,
            RankTurns.@Nullable Slots slots,
            long nowMillis) {
        ZoneId zone = config.tenant().zone();
        JsonArray quotas = new JsonArray();
        List<@Nullable Quota> shown = new ArrayList<>();
        List<LongUnaryOperator> frees = new ArrayList<>();
        long from = slots == null ? 0 : slots.anchorMillis();
        long to = slots == null ? FOREVER_MILLIS : slots.endMillis();
        for (Counter counter : counters(config, pool)) {
            if (counter.per() == Quota.Per.TEAM && !inTeam) {
                continue;
            }
            Quota limit = strictest(limits, counter);
            Window.Bounds bounds = counter.window().at(zone, nowMillis);
            long step = counter.stepMillis();
            JsonObject quota = new JsonObject()
                    .put("scope", counter.scope())
                    .put("what", counter.what(config.no(), pool.id()))
                    .put("step", step)
                    .put("max", limit == null ? NO_LIMIT : limit.max());
            if (step == 0) {
                // Text, as a script's numbers lose digits when they become text.
                quota.put("base", Long.toString(bounds.startMillis()))
                        .put("frees", bounds.endMillis())
                        .put("ttl", bounds.endMillis() - nowMillis + TTL_SLACK_MILLIS);
                from = Math.max(from, bounds.startMillis());
                to = Math.min(to, bounds.endMillis());
            } else {
                quota.put("buckets", BUCKETS).put("ttl", step * (BUCKETS + 2) + TTL_SLACK_MILLIS);
            }
            quotas.add(quota);
            shown.add(limit);
            long stays = counter.window().length().toMillis() + step;
            frees.add(step == 0 ? now -> bounds.endMillis() : now -> now + stays);
        }
        JsonObject policy = text(config, defs, pool, quotas, from, to);
        if (slots != null) {
            policy.put("turn", turn(slots));
        }
        String text = policy.encode();
        return new Policy(text, shown, frees, pool.owned(), config.tenant().owned(), from, to);
    }

    private static JsonObject turn(RankTurns.Slots slots) {
        return new JsonObject()
                .put("anchor", slots.anchorMillis())
                .put("time", slots.timeMillis())
                .put("agents", slots.agents())
                .put("place", slots.place());
    }

    private static JsonObject text(TenantConfig config, String defs, Pool pool, JsonArray quotas, long from, long to) {
        WorkFirst gate = config.tenant().workFirst();
        FirstRefusal first = pool.firstRefusal();
        Assignment assignment = pool.assignment();
        boolean offers = assignment != null && assignment.offer() != null;
        return holding(pool.owned(), config.tenant().owned())
                .put("tenant", Integer.toString(config.no()))
                .put("pool", config.no() + "/" + pool.id())
                .put("defs", defs)
                .put("from", from)
                .put("to", to)
                .put("quotas", quotas)
                .put("untouched", gate.maxUntouched())
                .put("overdue", gate.maxOverdue())
                .put("cool_agent", millis(pool.cooldown().agent()))
                .put("cool_team", millis(pool.cooldown().team()))
                .put("first", first != null || offers)
                .put("first_beats_cooling", first != null && first.beatsCooldown());
    }

    /** The part of a policy that assignments look at too. */
    static JsonObject holding(Holding pool, Holding all) {
        return new JsonObject()
                .put("cap", pool.max())
                .put("cap_won", pool.countWon())
                .put("cap_nurtured", pool.countNurtured())
                .put("all", all.max())
                .put("all_won", all.countWon())
                .put("all_nurtured", all.countNurtured());
    }

    private static @Nullable Quota strictest(List<Quota> limits, Counter counter) {
        Quota strictest = null;
        for (Quota limit : limits) {
            boolean same = limit.per() == counter.per() && limit.window().equals(counter.window());
            if (same && (strictest == null || limit.max() < strictest.max())) {
                strictest = limit;
            }
        }
        return strictest;
    }
}
