package io.pelagos.http;

import io.pelagos.stats.StatsPolicy;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of whom somebody sees numbers. */
final class StatsSight {
    private StatsSight() {}

    /** Null for everybody: supervisors see those whom they lead and themselves, agents themselves. */
    static @Nullable List<String> agents(Call call) {
        Principal principal = call.principal();
        if (Access.oversees(principal)) {
            return null;
        }
        Stream<String> own = Stream.ofNullable(principal.agent());
        return Stream.concat(own, LeadAccess.led(call.tenant(), principal))
                .distinct()
                .sorted()
                .toList();
    }

    /** Null for everybody; refused where the firm shows agents none. */
    static @Nullable List<String> board(Call call) {
        Principal principal = call.principal();
        if (principal.role() != Role.AGENT) {
            return agents(call);
        }
        return switch (StatsPolicy.of(call.tenant()).leaderboard()) {
            case EVERYONE -> null;
            case TEAM ->
                among(
                        call.tenant(),
                        agent -> Objects.equals(agent.team(), principal.team())
                                && (principal.team() != null || agent.id().equals(principal.agent())));
            case NONE ->
                throw Problem.FORBIDDEN
                        .detail("This firm shows its agents no leaderboard")
                        .refusal();
        };
    }

    private static List<String> among(TenantConfig tenant, Predicate<Agent> which) {
        return tenant.all(Agent.AGENT).values().stream()
                .filter(which)
                .map(Agent::id)
                .toList();
    }

    /** Who works with leads now, of these or of all. */
    static Map<String, Agent> active(Call call, @Nullable List<String> seen) {
        Map<String, Agent> active = new TreeMap<>();
        call.tenant().all(Agent.AGENT).forEach((id, agent) -> {
            if (agent.active() && agent.role() == Role.AGENT && (seen == null || seen.contains(id))) {
                active.put(id, agent);
            }
        });
        return active;
    }
}
