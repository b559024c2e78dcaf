package io.pelagos.lead;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a lead apart from where it is, opened.
 *
 * @param source campaign, ad group, ad, click id, page: as the platform told, not sealed
 * @param externalId the platform's id of the lead
 */
public record LeadDetail(
        int tenant,
        long lead,
        @Nullable String channel,
        Contact contact,
        JsonObject attributes,
        @Nullable String externalId,
        JsonObject source,
        long createdAtMillis) {}
