package io.pelagos.http;

import io.pelagos.live.Sight;
import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a live stream shows to whom: the same as the lists of pools and of leads. */
final class Sights {
    private Sights() {}

    /** @param asked the pools that were asked for; null for all that the caller sees */
    static Sight of(TenantConfig tenant, Principal principal, @Nullable Set<String> asked) {
        Agent self = Callers.agentOrNull(tenant, principal);
        Set<String> pools = tenant.all(Pool.POOL).values().stream()
                .filter(pool -> Access.seesPool(tenant, principal, pool))
                .map(Pool::id)
                .filter(pool -> asked == null || asked.contains(pool))
                .collect(Collectors.toUnmodifiableSet());
        return new Sight(
                tenant.no(),
                self == null ? null : self.id(),
                self == null ? null : self.team(),
                pools,
                Access.manages(principal) ? null : self,
                seesAllLeads(principal.role()),
                held(tenant, principal, self),
                asked,
                Access.ANALYSTS.contains(principal.role()) && principal.inScope("alerts:read"));
    }

    /** As in {@link LeadAccess#sees}. */
    private static boolean seesAllLeads(Role role) {
        return switch (role) {
            case ADMIN, MANAGER, AUDITOR, SERVICE, INTEGRATION -> true;
            case AGENT, SUPERVISOR, MARKETER, OPERATOR -> false;
        };
    }

    private static Set<String> held(TenantConfig tenant, Principal principal, @Nullable Agent self) {
        Stream<String> own = self == null ? Stream.of() : Stream.of(self.id());
        return switch (principal.role()) {
            case AGENT -> own.collect(Collectors.toUnmodifiableSet());
            case SUPERVISOR ->
                Stream.concat(own, LeadAccess.led(tenant, principal)).collect(Collectors.toUnmodifiableSet());
            case ADMIN, MANAGER, AUDITOR, SERVICE, INTEGRATION, MARKETER, OPERATOR -> Set.of();
        };
    }
}
