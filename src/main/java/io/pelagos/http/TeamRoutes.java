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
import java.util.function.Function;
import java.util.stream.Stream;
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
        Stream<String> users = Stream.of(
                        tenant.all(Agent.AGENT).values().stream()
                                .filter(agent -> id.equals(agent.team()))
                                .map(agent -> "The agent " + PoolRoutes.called(agent.name(), agent.id())
                                        + " is in this team"),
                        tenant.all(Team.TEAM).values().stream()
                                .filter(team -> id.equals(team.parent()))
                                .map(team -> "The team " + PoolRoutes.called(team.name(), team.id())
                                        + " stands below this team"),
                        tenant.all(Pool.POOL).values().stream()
                                .filter(pool -> pool.members().teams().contains(id))
                                .map(pool -> "The pool " + PoolRoutes.called(pool.name(), pool.id())
                                        + " has this team as a member"))
                .flatMap(Function.identity());
        users.findFirst().ifPresent(user -> {
            throw Problem.conflict("in-use", "Agents, teams or pools refer to this team")
                    .detail(user)
                    .refusal();
        });
        return Future.succeededFuture();
    }
}
