package io.pelagos.http;

import io.pelagos.pool.Pool;
import io.pelagos.pool.Quota;
import io.pelagos.signin.Passwords;
import io.pelagos.signin.Sessions;
import io.pelagos.team.Agent;
import io.pelagos.team.Fault;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.Teams;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Agents. Whoever is suspended or has left keeps tokens and a password that let nobody in, and no session; whoever is
 * deleted loses all of them, so that the next agent with the id does not inherit them.
 */
public final class AgentRoutes implements ConfigResource.Kind {
    private final ConfigResource resource;
    private final HoldsLeads owned;
    private final Tokens tokens;
    private final Passwords passwords;
    private final Sessions sessions;

    /** Takes who can tell whether an agent owns leads. */
    public AgentRoutes(ConfigWrites writes, HoldsLeads owned, Tokens tokens, Passwords passwords, Sessions sessions) {
        this.resource = new ConfigResource(this, writes);
        this.owned = owned;
        this.tokens = tokens;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    public void register(Api api) {
        resource.register(api, Access.REVIEWERS, Access.MANAGERS, true);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(Agent.AGENT, Quota.OF_AGENT);
    }

    @Override
    public boolean sees(Call call, TenantConfig tenant, String id) {
        Principal principal = call.principal();
        Agent agent = tenant.get(Agent.AGENT, id);
        return Access.oversees(principal)
                || id.equals(principal.agent())
                || (agent != null && Teams.below(tenant, principal.team(), agent.team()));
    }

    /** Whole, also where a document that did not come by a route leaves out what is usual. */
    @Override
    public JsonObject show(JsonObject stored) {
        JsonObject usual = new JsonObject().put("role", Role.AGENT.text()).put("status", Agent.ACTIVE);
        return usual.mergeIn(stored);
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        Agent agent = Agent.AGENT.read().apply(id, body);
        mayTouch(call, tenant, id);
        if (!Access.mayGrant(call.principal(), agent.role())) {
            throw Problem.FORBIDDEN.detail("Only an admin makes an admin").refusal();
        }
        String team = agent.team();
        if (team != null && tenant.get(Team.TEAM, team) == null) {
            throw Problem.invalid("/team", "there is no such team").refusal();
        }
        for (Agent other : tenant.all(Agent.AGENT).values()) {
            if (other.login().equals(agent.login()) && !other.id().equals(id)) {
                throw Problem.conflict("already-exists", "Another agent has this login")
                        .with("errors", Problem.errors(List.of(new Fault("/login", "another agent has this login"))))
                        .refusal();
            }
        }
        return body.put("role", agent.role().text()).put("status", agent.status());
    }

    @Override
    public Future<Void> mayDelete(Call call, TenantConfig tenant, String id) {
        mayTouch(call, tenant, id);
        tenant.all(Pool.POOL).values().stream()
                .filter(pool ->
                        pool.members().agents().contains(id) || pool.admins().contains(id))
                .findFirst()
                .ifPresent(pool -> {
                    throw Problem.conflict("in-use", "A pool names this agent as a member or an admin")
                            .detail("The pool " + PoolRoutes.called(pool.name(), pool.id())
                                    + " names this agent as a member or an admin")
                            .refusal();
                });
        return owned.holdsLeads(tenant, id).map(owns -> {
            if (owns) {
                throw Problem.conflict(
                                "in-use",
                                "The agent owns leads or has open tasks; give the agent the status left instead")
                        .detail("The agent owns leads or has open tasks; give the agent the status left instead")
                        .refusal();
            }
            return null;
        });
    }

    @Override
    public Future<?> alsoReplace(SqlConnection transaction, TenantConfig tenant, String id, JsonObject stored) {
        return Agent.AGENT.read().apply(id, stored).active()
                ? Future.succeededFuture()
                : sessions.retire(transaction, tenant, id);
    }

    @Override
    public Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
        return tokens.revokeAll(transaction, tenant, id).compose(done -> passwords.remove(transaction, tenant, id));
    }

    /** Refuses a manager who is about to change an admin. */
    static void mayTouch(Call call, TenantConfig tenant, String id) {
        Agent agent = tenant.get(Agent.AGENT, id);
        if (agent != null && !Access.mayGrant(call.principal(), agent.role())) {
            throw Problem.FORBIDDEN.detail("Only an admin changes an admin").refusal();
        }
    }
}
