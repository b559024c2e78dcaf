package io.pelagos.http;

import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call what: the only place that says so. */
public final class Access {
    public static final Set<Role> OPERATOR = Set.of(Role.OPERATOR);
    public static final Set<Role> ADMIN = Set.of(Role.ADMIN);
    public static final Set<Role> MANAGERS = Set.of(Role.ADMIN, Role.MANAGER);
    /** Who may read how everything is set up and runs; an auditor changes nothing. */
    public static final Set<Role> OVERSEERS = Set.of(Role.ADMIN, Role.MANAGER, Role.AUDITOR);
    /** Who may read numbers, in which there are no people. */
    public static final Set<Role> ANALYSTS = Set.of(Role.ADMIN, Role.MANAGER, Role.AUDITOR, Role.MARKETER);

    public static final Set<Role> SUPERVISORS = Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR);
    /** Who may prove what has happened. */
    public static final Set<Role> AUDITORS = Set.of(Role.ADMIN, Role.AUDITOR);
    /** Who may read how agents work: supervisors those whom they lead. */
    public static final Set<Role> REVIEWERS = Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AUDITOR);
    /** Whoever works with leads in person. */
    public static final Set<Role> PEOPLE = Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT);
    /** Whoever signs in: all but machines. */
    public static final Set<Role> PERSONS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.MARKETER, Role.AUDITOR, Role.SERVICE);
    /** Whose screens and machines follow leads, and change them. */
    public static final Set<Role> WORKERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION);
    /** Who may read leads and what became of them: agents their own and their pools'. */
    public static final Set<Role> READERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION, Role.AUDITOR);
    /** Who may find a lead: those, and who answers the phone. */
    public static final Set<Role> FINDERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION, Role.AUDITOR, Role.SERVICE);
    /** Who may bring leads in, and what customers say. */
    public static final Set<Role> WRITERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION, Role.SERVICE);
    /** Everybody who belongs to a tenant. */
    public static final Set<Role> ALL = Set.of(
            Role.ADMIN,
            Role.MANAGER,
            Role.SUPERVISOR,
            Role.AGENT,
            Role.INTEGRATION,
            Role.MARKETER,
            Role.AUDITOR,
            Role.SERVICE);

    private static final Set<String> MANAGED =
            Set.of("pool", "channel", "webhook", "team", "alert-rule", "alert-target");

    private static final Problem PASSWORD_DUE = Problem.of(
                    "password-change-required", 403, "Choose a password of your own first")
            .detail("PUT /me/password");

    private Access() {}

    /** The principal's tenant, none for an operator; refuses who may not call this route. */
    static @Nullable TenantConfig check(Directory directory, Endpoint endpoint, Principal principal) {
        boolean forOperators = endpoint.roles().contains(Role.OPERATOR) && principal.operator();
        if (!forOperators && !endpoint.roles().contains(principal.role())) {
            throw Problem.FORBIDDEN.refusal();
        }
        if (!principal.inScope(endpoint.scope())) {
            afterPassword(principal);
            throw Problem.FORBIDDEN
                    .detail("The token lacks the scope " + endpoint.scope())
                    .refusal();
        }
        String id = principal.tenant();
        TenantConfig tenant = id == null ? null : directory.tenant(id);
        if (tenant == null && !forOperators) {
            throw Problem.FORBIDDEN.refusal();
        }
        return tenant;
    }

    /** Refuses who must choose a password first; for what the scopes of that let through. */
    static void afterPassword(Principal principal) {
        if (principal.passwordDue()) {
            throw PASSWORD_DUE.refusal();
        }
    }

    /**
     * Managers go back with single documents of the kinds that they write; not with people, who would come back with the
     * roles of then.
     *
     * @param section null for all documents
     */
    static boolean mayRevert(Principal principal, @Nullable String section) {
        return principal.role() == Role.ADMIN || (section != null && MANAGED.contains(section));
    }

    /** Managers and admins see everything of their tenant. */
    public static boolean manages(Principal principal) {
        return MANAGERS.contains(principal.role());
    }

    /** Who reads everything of the tenant, whether or not it is his to change: routes that change something ask for more. */
    static boolean oversees(Principal principal) {
        return OVERSEERS.contains(principal.role());
    }

    /** A pool's admins are agents or supervisors who may change its document and move its leads. */
    static boolean administers(Principal principal, Pool pool) {
        boolean person = principal.role() == Role.AGENT || principal.role() == Role.SUPERVISOR;
        String id = principal.agent();
        return person && id != null && pool.admins().contains(id);
    }

    /** Agents and supervisors see the visible pools that they are members of, and those that they are admins of. */
    public static boolean seesPool(TenantConfig tenant, Principal principal, Pool pool) {
        if (principal.role() != Role.AGENT && principal.role() != Role.SUPERVISOR) {
            return true;
        }
        String id = principal.agent();
        Agent agent = id == null ? null : tenant.get(Agent.AGENT, id);
        return agent != null && (administers(principal, pool) || (pool.visible() && pool.member(agent)));
    }

    /** A manager may not touch admins, nor make one. */
    static boolean mayGrant(Principal principal, Role role) {
        return principal.role() == Role.ADMIN || (principal.role() == Role.MANAGER && role != Role.ADMIN);
    }

    /** Whoever came with scopes hands on some of them: without any, a new token would do all that its role may. */
    static boolean mayGrant(Principal principal, Collection<String> scopes) {
        boolean limited = !principal.scopes().isEmpty() && !principal.operator();
        return !limited || (!scopes.isEmpty() && principal.scopes().containsAll(scopes));
    }
}
