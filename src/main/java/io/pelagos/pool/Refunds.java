package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.ClaimPolicies.Counter;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Claims that are given back: they count no longer in any window, for whomever it is. */
public final class Refunds {
    private final ClaimPolicies policies;

    Refunds(ClaimPolicies policies) {
        this.policies = policies;
    }

    /** Gives a claim of this lead back; the lead stays where it is. */
    public Step refund(TenantConfig config, Pool pool, LeadRow lead, Claim claim) {
        String complete = new JsonObject()
                .put("tenant", Integer.toString(config.no()))
                .put("defs", policies.defs(config))
                .encode();
        return Step.stays(lead, "refunded")
                .tell("claim", claim.version())
                .tell("agent", claim.agent())
                .givesBack(counters(config, pool, claim), complete);
    }

    /** Where a claim has counted, as limits.lua and settle.lua name it. */
    static List<String> counters(TenantConfig config, Pool pool, Claim claim) {
        List<String> names = new ArrayList<>();
        for (Counter counter : ClaimPolicies.counters(config, pool)) {
            boolean counts = counter.per() != Quota.Per.TEAM || claim.team() != null;
            if (counts) {
                names.add(counter.key(config, pool.id(), claim.agent(), claim.team(), claim.atMillis()));
            }
        }
        return names;
    }
}
