package io.pelagos.channel;

import io.pelagos.lead.Contact;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lead that came in again, on its way to the one that is there: a row of table {@code touch}.
 *
 * @param atMillis when it came in
 * @param draft what it said, for the pool where it would have gone
 */
record Touch(long id, int tenant, long lead, @Nullable String channel, String actor, long atMillis, LeadDraft draft) {
    /** What {@code touch.sealed} is sealed for. */
    static final String CONTEXT = "touch";

    /** The draft as it is sealed. */
    static JsonObject said(LeadDraft draft) {
        return new JsonObject()
                .put("pool", draft.pool())
                .put("external_id", draft.externalId())
                .put("contact", draft.contact().toJson())
                .put("virtual", draft.virtualPhone())
                .put("attributes", draft.attributes())
                .put("source", draft.source())
                .put("grade", draft.grade())
                .put("score", draft.score())
                .put("tags", new JsonArray(draft.tags()))
                .put("update", draft.update());
    }

    static LeadDraft draft(@Nullable String channel, JsonObject said) {
        List<String> tags =
                said.getJsonArray("tags").stream().map(Object::toString).toList();
        return new LeadDraft(
                channel,
                said.getString("pool"),
                said.getString("external_id"),
                Contact.of(said.getJsonObject("contact")),
                said.getBoolean("virtual"),
                said.getJsonObject("attributes"),
                said.getJsonObject("source"),
                said.getString("grade"),
                said.getInteger("score"),
                tags,
                "",
                false,
                said.getBoolean("update"),
                Map.of());
    }
}
