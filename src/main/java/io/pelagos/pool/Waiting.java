package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lead that waits for the server to give it away.
 *
 * @param lane what it asks of an agent, see {@link Lanes}
 * @param coolsUntilMillis whom it has left to when they may not have it again: {@code a:<agent>} and {@code t:<team>}
 */
public record Waiting(long id, String lane, Map<String, Long> coolsUntilMillis) {
    private static final int FIELDS = 3;

    /** Some of them; {@code more}: there may be others behind these. */
    public record Page(List<Waiting> leads, boolean more) {}

    static Page read(Pool pool, Response reply) {
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 1; i < reply.size(); i += FIELDS) {
            waiting.add(new Waiting(
                    Long.parseLong(reply.get(i).toString()),
                    Lanes.withoutReserve(reply.get(i + 1).toString()),
                    cools(pool, reply.get(i + 2).toString())));
        }
        return new Page(waiting, reply.get(0).toString().equals("1"));
    }

    private static Map<String, Long> cools(Pool pool, String left) {
        Map<String, Long> until = new HashMap<>();
        for (String one : left.isEmpty() ? new String[0] : left.split(" ", -1)) {
            String[] parts = one.split("=", 2);
            boolean agent = parts[0].startsWith("a:");
            long cooldown = ClaimPolicies.millis(
                    agent ? pool.cooldown().agent() : pool.cooldown().team());
            String who = parts[0].substring(0, 2) + parts[0].substring(parts[0].indexOf('/') + 1);
            until.put(who, Long.parseLong(parts[1]) + cooldown);
        }
        return until;
    }

    /** What an agent has for leads that ask for something, as {@link #fits} takes it. */
    public static String offers(TenantConfig config, Agent agent) {
        return Names.offers(config, agent);
    }

    /** Whether the agent, who offers this, has what it asks for, and it does not cool down for the agent. */
    public boolean fits(Agent agent, String offers, long nowMillis) {
        return Lanes.open(lane, offers, agent.seniority()) && (coolsUntilMillis.isEmpty() || !cools(agent, nowMillis));
    }

    private boolean cools(Agent agent, long nowMillis) {
        return coolsUntilMillis.getOrDefault("a:" + agent.id(), 0L) > nowMillis
                || (agent.team() != null && coolsUntilMillis.getOrDefault("t:" + agent.team(), 0L) > nowMillis);
    }

    /** What it asks for under a name, {@code region} or {@code skill}; empty for nothing. */
    public List<String> asks(String name) {
        return Lanes.values(lane, name);
    }
}
