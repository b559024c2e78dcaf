package io.pelagos.assignment;

import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.presence.Leave;
import io.pelagos.presence.Leaves;
import io.pelagos.presence.Presence;
import io.pelagos.presence.Presences;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who of a pool's agents could be given leads now. */
final class Attendance {
    private final Presences presences;
    private final Leaves leaves;

    Attendance(Presences presences, Leaves leaves) {
        this.presences = presences;
        this.leaves = leaves;
    }

    /** Who of a firm's agents is there, as read at once. */
    record Present(TenantConfig config, Map<String, Presence> seen, Set<String> away, long nowMillis) {
        /**
         * Why leads of a pool are not given to one of its agents: leave, off, or closed, for who is ready while the firm
         * does not work; empty when they are.
         */
        String absence(Assignment assignment, Agent agent) {
            Presence presence = seen.get(agent.id());
            if (away.contains(agent.id())) {
                return "leave";
            } else if (!Presence.ready(
                    presence, nowMillis, assignment.presentWithin().toMillis())) {
                return "off";
            }
            return Presence.working(presence, config.tenant().calendar(), nowMillis) ? "" : "closed";
        }
    }

    Future<Present> now(TenantConfig config, long nowMillis) {
        return presences.all(config.no()).compose(seen -> leaves.running(config.no())
                .map(away -> new Present(
                        config, seen, away.stream().map(Leave::agent).collect(Collectors.toSet()), nowMillis)));
    }

    /** Who takes part in a pool's assignment, present or not, by id. */
    static List<Agent> takers(TenantConfig config, Pool pool, Assignment assignment) {
        return config.all(Agent.AGENT).values().stream()
                .filter(Agent::takesLeads)
                .filter(agent -> pool.member(agent) && assignment.includes(agent))
                .toList();
    }
}
