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

/** What agents have used of a pool's limits right now, and what these leave. */
public final class Allowances {
    static final LuaScript USAGE = Decision.helper(Allowances.class, "usage", Decision.LIMITS);
    /** Agents that one call asks for: Redis decides nothing meanwhile. */
    private static final int AGENTS_MAX = 200;

    private final Journal journal;
    private final ClaimPolicies policies;

    Allowances(Journal journal, ClaimPolicies policies) {
        this.journal = journal;
        this.policies = policies;
    }

    /**
     * How many more leads of a pool an agent may take now: 0 for none, by any limit, cap or gate.
     *
     * @param more {@code Integer.MAX_VALUE} for any number
     * @param held how many leads it holds in all, those out of the count of a cap left out
     */
    public record Room(int more, int held) {}

    /** What an agent has used of a pool's limits. */
    public Future<List<Usage>> used(TenantConfig config, Agent agent, Pool pool) {
        return tallies(config, pool, List.of(agent))
                .map(tallies -> tallies.get(0).usage(pool.id()));
    }

    /** What the limits of agents leave, in the order of the agents. */
    public Future<List<Room>> rooms(TenantConfig config, Pool pool, List<Agent> agents) {
        List<Future<List<Tally>>> parts = new ArrayList<>();
        for (int i = 0; i < agents.size(); i += AGENTS_MAX) {
            parts.add(tallies(config, pool, agents.subList(i, Math.min(i + AGENTS_MAX, agents.size()))));
        }
        return Future.all(parts).map(done -> parts.stream()
                .flatMap(part -> part.result().stream())
                .map(tally -> tally.room(config.tenant().workFirst()))
                .toList());
    }

    /** One call for agents who may be under different limits; most share a few policies. */
    private Future<List<Tally>> tallies(TenantConfig config, Pool pool, List<Agent> agents) {
        long now = journal.nowMillis();
        List<ClaimPolicies.Policy> ofAgents = new ArrayList<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<String> asked = new ArrayList<>();
        for (Agent agent : agents) {
            ClaimPolicies.Policy policy = policies.policy(config, pool, agent, now);
            ofAgents.add(policy);
            int number = numbers.computeIfAbsent(policy.text(), text -> numbers.size() + 1);
            asked.add(Integer.toString(number));
            asked.add(Names.agent(config, agent));
            asked.add(Names.team(config, agent));
        }
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(numbers.size()));
        arguments.addAll(numbers.keySet());
        arguments.addAll(asked);
        return journal.ask(config.cell(), USAGE, arguments).map(replies -> read(ofAgents, replies));
    }

    private static List<Tally> read(List<ClaimPolicies.Policy> policies, Response replies) {
        List<Tally> tallies = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            tallies.add(Tally.told(policies.get(i), replies.get(i)));
        }
        return tallies;
    }
}
