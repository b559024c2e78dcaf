package io.pelagos.demo;

import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import java.util.List;

/** What of a firm is simulated: it is told by its id, and by its name to people. */
final class Simulated {
    private static final String PREFIX = "sim-";

    private Simulated() {}

    static boolean is(String id) {
        return id.startsWith(PREFIX);
    }

    static List<String> pools(TenantConfig firm) {
        return firm.all(Pool.POOL).keySet().stream().filter(Simulated::is).toList();
    }

    static List<String> agents(TenantConfig firm) {
        return firm.all(Agent.AGENT).values().stream()
                .filter(agent -> is(agent.id()) && agent.active())
                .map(Agent::id)
                .toList();
    }
}
