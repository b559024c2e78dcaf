package io.pelagos.http;

import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;

/** Whether a pool holds any lead at this moment, or an agent any lead or open task. */
@FunctionalInterface
public interface HoldsLeads {
    Future<Boolean> holdsLeads(TenantConfig tenant, String id);
}
