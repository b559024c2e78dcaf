package io.pelagos.http;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.Teams;
import io.pelagos.team.TenantConfig;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Who may know of a lead: its owner, the owner's supervisor, members and admins of its pool, and who manages. */
final class LeadAccess {
    private final PoolPlacement placement;
    private final LongSupplier nowMillis;

    /** Takes the time that embargoes end by. */
    LeadAccess(PoolPlacement placement, LongSupplier nowMillis) {
        this.placement = placement;
        this.nowMillis = nowMillis;
    }

    boolean sees(TenantConfig tenant, Principal principal, LeadRow lead) {
        return handles(tenant, principal, lead) || keeps(tenant, principal, lead);
    }

    /** Whether the lead is in, or was claimed from, a pool whose admin the caller is. */
    static boolean keeps(TenantConfig tenant, Principal principal, LeadRow lead) {
        Pool pool = lead.pool() == null ? null : tenant.get(Pool.POOL, lead.pool());
        return pool != null && Access.administers(principal, pool);
    }

    /** Whether who may change leads at all may change this one. */
    boolean handles(TenantConfig tenant, Principal principal, LeadRow lead) {
        return switch (principal.role()) {
            case ADMIN, MANAGER, AUDITOR, SERVICE, INTEGRATION -> true;
            case AGENT -> owns(principal, lead) || seesInPool(tenant, principal, lead);
            case SUPERVISOR ->
                owns(principal, lead) || seesInPool(tenant, principal, lead) || supervises(tenant, principal, lead);
            case MARKETER, OPERATOR -> false;
        };
    }

    /**
     * Whether somebody who sees a lead may read what was said about it in free words: these may hold what
     * its contact hides, so they open like it, and to who supervises and manages.
     */
    static boolean hears(Principal principal, LeadRow lead) {
        return switch (principal.role()) {
            case ADMIN, MANAGER, SUPERVISOR -> true;
            case AGENT, INTEGRATION, MARKETER, AUDITOR, SERVICE, OPERATOR -> owns(principal, lead);
        };
    }

    static boolean owns(Principal principal, LeadRow lead) {
        return lead.state() == LeadState.OWNED
                && principal.agent() != null
                && principal.agent().equals(lead.owner());
    }

    private boolean seesInPool(TenantConfig tenant, Principal principal, LeadRow lead) {
        Pool pool = tenant.get(Pool.POOL, lead.pool());
        boolean closed = lead.state() == LeadState.CLOSED && principal.role() == Role.SUPERVISOR;
        boolean there = lead.state() == LeadState.POOLED || closed;
        if (!there || pool == null || !Access.seesPool(tenant, principal, pool)) {
            return false;
        }
        Agent agent = Callers.agentOrNull(tenant, principal);
        // Agents see one by one what they see in the pool's list; who supervises has to know what waits, and for whom.
        return principal.role() == Role.SUPERVISOR
                || (agent != null && placement.shows(lead, agent, nowMillis.getAsLong()));
    }

    /** Whether the lead is held by somebody of the supervisor's team, or of a team below it. */
    static boolean supervises(TenantConfig tenant, Principal principal, LeadRow lead) {
        Agent owner = lead.owner() == null ? null : tenant.get(Agent.AGENT, lead.owner());
        return lead.state() == LeadState.OWNED && owner != null && leads(tenant, principal, owner);
    }

    /** The agents whom the caller leads. */
    static Stream<String> led(TenantConfig tenant, Principal principal) {
        return tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> leads(tenant, principal, agent))
                .map(Agent::id);
    }

    /** Whether the caller leads this agent; who manages leads those who are gone, too. */
    static boolean leads(TenantConfig tenant, Principal principal, String id) {
        Agent agent = tenant.get(Agent.AGENT, id);
        return agent == null ? Access.oversees(principal) : leads(tenant, principal, agent);
    }

    /** Whether an agent is the caller's to give leads to, or to look at: an auditor gets no further than to the looking. */
    static boolean leads(TenantConfig tenant, Principal principal, Agent agent) {
        if (Access.oversees(principal)) {
            return true;
        }
        return principal.role() == Role.SUPERVISOR && Teams.below(tenant, principal.team(), agent.team());
    }
}
