package io.pelagos.http;

import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;

/** Whether a pool, or an agent, holds any lead at this moment. */
@FunctionalInterface
public interface HoldsLeads {
    Future<Boolean> holdsLeads(TenantConfig tenant, String id);
}
