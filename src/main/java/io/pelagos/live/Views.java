package io.pelagos.live;

import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.SealedDetail;
import io.pelagos.pool.Usage;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;

/** How the API shows things: the streams show them alike. */
public interface Views {
    /** A lead as its owner sees it; opens what is personal. */
    LeadJson.View whole(TenantConfig tenant, LeadRow row, SealedDetail detail);

    /** The same lead as everybody else sees it, without opening it again. */
    LeadJson.View masked(TenantConfig tenant, LeadJson.View whole);

    JsonObject quota(Usage usage);
}
