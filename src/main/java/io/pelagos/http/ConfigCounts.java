package io.pelagos.http;

import io.pelagos.team.TenantConfig;

/** How many documents of a kind a tenant may have. */
final class ConfigCounts {
    private ConfigCounts() {}

    /** Refuses one more than there may be. */
    static void mayAdd(TenantConfig tenant, String section, String id, int max, String what) {
        long others = tenant.docs(section).keySet().stream()
                .filter(other -> !other.equals(id))
                .count();
        if (others >= max) {
            throw Problem.conflict("too-many", "There are as many " + what + " as a tenant may have")
                    .with("count", max)
                    .refusal();
        }
    }
}
