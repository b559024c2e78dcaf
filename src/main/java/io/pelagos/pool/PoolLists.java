package io.pelagos.pool;

import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.platform.LuaScript;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of leads as Redis has them: a pool in the order of claiming, an agent's own. */
public final class PoolLists {
    static final LuaScript.Part LANES = new LuaScript.Part(PoolLists.class, "lanes.lua");
    static final LuaScript BROWSE = Decision.helper(PoolLists.class, "browse", LANES);
    static final LuaScript HELD = Decision.helper(PoolLists.class, "held");
    static final LuaScript HOLDINGS = Decision.helper(PoolLists.class, "holdings");
    static final LuaScript STOCK = Decision.helper(PoolLists.class, "stock", LANES);
    static final LuaScript WAITING = Decision.helper(PoolLists.class, "waiting", LANES);
    static final LuaScript OFFERS = Decision.helper(PoolLists.class, "offers");
    /** Far above what caps let anybody hold. */
    private static final int HELD_MAX = 10_000;
    /** Agents that one call asks for. */
    private static final int HOLDINGS_MAX = 200;

    private final Journal journal;

    /** What an agent holds, and how many leads that are in all. */
    public record Held(int total, List<Long> leads) {}

    PoolLists(Journal journal) {
        this.journal = journal;
    }

    /**
     * A page of a pool.
     *
     * @param agent whose lanes are shown; null for all lanes
     */
    public Future<List<Long>> pool(TenantConfig config, Pool pool, @Nullable Agent agent, int skip, int limit) {
        return journal.ask(
                        config.cell(),
                        BROWSE,
                        List.of(
                                Names.of(config, pool.id()),
                                Integer.toString(skip),
                                Integer.toString(limit),
                                agent == null ? "*" : Names.offers(config, agent),
                                agent == null ? "0" : Integer.toString(agent.seniority()),
                                agent == null ? "" : Names.agent(config, agent),
                                agent == null ? "" : Names.team(config, agent)))
                .map(PoolLists::ids);
    }

    /**
     * What an agent holds, oldest lead first.
     *
     * @param max how many at most; caps keep what agents hold far below it
     */
    public Future<Held> held(TenantConfig config, String agent, int max) {
        return journal.ask(config.cell(), HELD, List.of(Names.of(config, agent), Integer.toString(max)))
                .map(reply -> {
                    List<Long> ids = ids(reply);
                    List<Long> leads = new ArrayList<>(ids.subList(1, ids.size()));
                    leads.sort(null);
                    return new Held(ids.get(0).intValue(), leads);
                });
    }

    /** What some agents hold of the leads behind one, oldest lead first. */
    public Future<List<Long>> heldBehind(TenantConfig config, List<String> agents, long after) {
        List<Future<Held>> held =
                agents.stream().map(agent -> held(config, agent, HELD_MAX)).toList();
        return Future.all(held).map(all -> held.stream()
                .flatMap(one -> one.result().leads().stream())
                .filter(lead -> lead > after)
                .sorted()
                .toList());
    }

    /** How many leads of a pool may be claimed. */
    public Future<Stock> stock(TenantConfig config, String pool) {
        return journal.ask(config.cell(), STOCK, List.of(Names.of(config, pool)))
                .map(Stock::read);
    }

    /** How much each agent holds, of those who hold anything. */
    public Future<List<Holdings>> holdings(TenantConfig config, List<String> agents) {
        List<Future<List<Holdings>>> parts = new ArrayList<>();
        for (int i = 0; i < agents.size(); i += HOLDINGS_MAX) {
            List<String> part = agents.subList(i, Math.min(i + HOLDINGS_MAX, agents.size()));
            parts.add(journal.ask(
                            config.cell(),
                            HOLDINGS,
                            part.stream().map(agent -> Names.of(config, agent)).toList())
                    .map(reply -> Holdings.read(part, reply)));
        }
        return Future.all(parts)
                .map(all ->
                        parts.stream().flatMap(part -> part.result().stream()).toList());
    }

    /** Leads that wait for the server to give them away, in the pool's order. */
    public Future<Waiting.Page> waiting(TenantConfig config, Pool pool, int skip, int max) {
        List<String> page = List.of(Names.of(config, pool.id()), Integer.toString(skip), Integer.toString(max));
        return journal.ask(config.cell(), WAITING, page).map(reply -> Waiting.read(pool, reply));
    }

    /** Leads that agents may be offered now, and until when, epoch milliseconds; who is asked first is among them. */
    public Future<Map<Long, Long>> offers(TenantConfig config, List<String> agents, List<Pool> pools) {
        List<String> names = new ArrayList<>();
        names.add(Integer.toString(agents.size()));
        agents.forEach(agent -> names.add(Names.of(config, agent)));
        pools.forEach(pool -> names.add(Names.of(config, pool.id())));
        return journal.ask(config.cell(), OFFERS, names).map(reply -> {
            Map<Long, Long> until = new LinkedHashMap<>();
            for (int i = 0; i < reply.size(); i += 2) {
                until.put(
                        Long.valueOf(reply.get(i).toString()),
                        Long.valueOf(reply.get(i + 1).toString()));
            }
            return until;
        });
    }

    private static List<Long> ids(Response reply) {
        List<Long> ids = new ArrayList<>(reply.size());
        for (Response id : reply) {
            ids.add(Long.valueOf(id.toString()));
        }
        return ids;
    }
}
