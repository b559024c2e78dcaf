package io.pelagos.http;

import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.Teams;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Teams, which form a tree. */
public final class TeamRoutes implements ConfigResource.Kind {
    private static final int MAX_DEPTH = 20;

    private final ConfigResource resource;

    public TeamRoutes(ConfigWrites writes) {
        this.resource = new ConfigResource(this, writes);
    }

    public void register(Api api) {
        resource.register(api, Access.REVIEWERS, Access.MANAGERS, true);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(Team.TEAM);
    }

    @Override
    public boolean sees(Call call, TenantConfig tenant, String id) {
        Principal principal = call.principal();
        return Access.oversees(principal) || Teams.below(tenant, principal.team(), id);
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        String parent = Team.TEAM.read().apply(id, body).parent();
        for (int depth = 1; parent != null; depth++) {
            Team team = tenant.get(Team.TEAM, parent);
            if (team == null) {
                throw Problem.invalid("/parent", "there is no such team").refusal();
            }
            if (parent.equals(id) || depth > MAX_DEPTH) {
                throw Problem.invalid("/parent", "teams must form a tree of at most " + MAX_DEPTH + " levels")
                        .refusal();
            }
            parent = team.parent();
        }
        return body;
    }

    @Override
    public Future<Void> mayDelete(Call call, TenantConfig tenant, String id) {
        boolean used = tenant.all(Agent.AGENT).values().stream().anyMatch(agent -> id.equals(agent.team()))
                || tenant.all(Team.TEAM).values().stream().anyMatch(team -> id.equals(team.parent()))
                || tenant.all(Pool.POOL).values().stream()
                        .anyMatch(pool -> pool.members().teams().contains(id));
        if (used) {
            throw Problem.conflict("in-use", "Agents, teams or pools refer to this team")
                    .refusal();
        }
        return Future.succeededFuture();
    }
}
