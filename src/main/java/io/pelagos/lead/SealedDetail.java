package io.pelagos.lead;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code lead_detail} as stored: what is personal is sealed.
 *
 * @param key the lead's key, wrapped by the tenant's
 * @param sealed {@code {"contact":{},"attributes":{},"external_id":""}} under that key
 */
public record SealedDetail(
        int tenant,
        long lead,
        @Nullable String channel,
        Buffer key,
        Buffer sealed,
        JsonObject source,
        long createdAtMillis) {}
