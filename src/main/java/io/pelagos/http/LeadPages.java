package io.pelagos.http;

import io.pelagos.lead.LeadFilter;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The leads that a query asks for, as far as they are the caller's to see, page by page. */
final class LeadPages {
    private static final Set<String> OWN_FILTERS = Set.of("owner", "state", "pool", "awaiting");

    private final LeadStore store;
    private final PoolLists lists;

    LeadPages(LeadStore store, PoolLists lists) {
        this.store = store;
        this.lists = lists;
    }

    /** Pages in the order of the leads' ids. */
    @FunctionalInterface
    interface Source {
        /** Those behind an id, 0 for the first. */
        Future<LeadStore.Page> after(long id, int limit);
    }

    /**
     * What the call asks for.
     *
     * @param more parameters that it may have beside the filters
     */
    Source of(Call call, Set<String> more) {
        Set<String> own = new HashSet<>(OWN_FILTERS);
        own.addAll(more);
        LeadFilter filter = LeadFilters.read(call, own);
        String owner = call.query("owner");
        Principal principal = call.principal();
        TenantConfig tenant = call.tenant();
        boolean all = principal.role() == Role.INTEGRATION || Access.oversees(principal);
        if (all && !"me".equals(owner)) {
            if (filter.pool() != null && tenant.get(Pool.POOL, filter.pool()) == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            LeadFilter held = filter.heldBy(owner == null ? null : List.of(owner));
            return (after, limit) -> store.page(tenant.no(), after, held, limit);
        }
        Agent self = Callers.agentOrNull(tenant, principal);
        if (owner == null && principal.role() == Role.SUPERVISOR && "claim".equals(call.query("awaiting"))) {
            // Nobody owns these; a supervisor says who gets them.
            return asked(tenant, principal, filter.in(LeadState.POOLED));
        }
        if (owner == null && self != null && principal.role() == Role.SUPERVISOR) {
            return held(tenant, led(tenant, principal, self), filter);
        }
        Agent agent = owner == null || owner.equals("me") ? self : tenant.get(Agent.AGENT, owner);
        if (agent == null || !(agent.equals(self) || LeadAccess.leads(tenant, principal, agent))) {
            // Who is none of the caller's agents holds nothing that the caller may know of.
            return (after, limit) -> Future.succeededFuture(new LeadStore.Page(List.of(), null));
        }
        return held(tenant, List.of(agent.id()), filter);
    }

    /** Of the leads that agents ask for: those in the supervisor's pools, a page of all at a time. */
    private Source asked(TenantConfig tenant, Principal principal, LeadFilter filter) {
        return (after, limit) -> store.page(tenant.no(), after, filter, limit)
                .map(page -> new LeadStore.Page(
                        page.leads().stream()
                                .filter(lead -> {
                                    Pool pool = tenant.get(Pool.POOL, lead.row().pool());
                                    return pool != null && Access.seesPool(tenant, principal, pool);
                                })
                                .toList(),
                        page.next()));
    }

    /** A supervisor, and whose leads are the supervisor's to see. */
    private static List<String> led(TenantConfig tenant, Principal principal, Agent self) {
        return tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.equals(self) || LeadAccess.leads(tenant, principal, agent))
                .map(Agent::id)
                .toList();
    }

    /** What agents hold is known without a way through all leads. */
    private Source held(TenantConfig tenant, List<String> agents, LeadFilter filter) {
        return (after, limit) -> lists.heldBehind(tenant, agents, after)
                .compose(held -> store.page(tenant.no(), held, filter.heldBy(agents), limit));
    }
}
