package io.pelagos.channel;

import io.pelagos.lead.Contact;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lead that wants to come in, as an adapter or a route read it.
 *
 * @param channel where it comes from; null when somebody entered it by hand
 * @param externalId the platform's id: equal ids of a channel are one lead
 * @param contact its phone is E.164 or null
 * @param virtualPhone the number is shared and expires: it does not identify the lead
 * @param attributes what else the platform sent; sealed like the contact
 * @param source campaign, ad group, ad, click id, page
 * @param lane what its agent must have, see {@link Lane}; empty: nothing
 * @param test recognised as a platform's test: answered, never stored
 * @param update the platform sends again what it has sent before, with more in it
 * @param from where in the delivery fields were found, by exact paths: for whoever tries a mapping
 */
public record LeadDraft(
        @Nullable String channel,
        String pool,
        @Nullable String externalId,
        Contact contact,
        boolean virtualPhone,
        JsonObject attributes,
        JsonObject source,
        @Nullable String grade,
        @Nullable Integer score,
        List<String> tags,
        String lane,
        boolean test,
        boolean update,
        Map<LeadField, String> from) {
    /** One that the platform sends for the first time. */
    public LeadDraft(
            @Nullable String channel,
            String pool,
            @Nullable String externalId,
            Contact contact,
            boolean virtualPhone,
            JsonObject attributes,
            JsonObject source,
            @Nullable String grade,
            @Nullable Integer score,
            List<String> tags,
            String lane,
            boolean test) {
        this(
                channel,
                pool,
                externalId,
                contact,
                virtualPhone,
                attributes,
                source,
                grade,
                score,
                tags,
                lane,
                test,
                false,
                Map.of());
    }

    /** The same lead as a platform's test. */
    public LeadDraft tested() {
        return new LeadDraft(
                channel,
                pool,
                externalId,
                contact,
                virtualPhone,
                attributes,
                source,
                grade,
                score,
                tags,
                lane,
                true,
                update,
                from);
    }

    /** The same lead, its grade one word among others that the platform has sent. */
    LeadDraft ungraded() {
        JsonObject kept = attributes.copy();
        if (!kept.containsKey("grade")) {
            kept.put("grade", grade);
        }
        return new LeadDraft(
                channel,
                pool,
                externalId,
                contact,
                virtualPhone,
                kept,
                source,
                null,
                score,
                tags,
                lane,
                test,
                update,
                from);
    }

    /** The same lead with another score and grade, for another pool. */
    LeadDraft judged(@Nullable Integer newScore, @Nullable String newGrade, String newPool) {
        return new LeadDraft(
                channel,
                newPool,
                externalId,
                contact,
                virtualPhone,
                attributes,
                source,
                newGrade,
                newScore,
                tags,
                lane,
                test,
                update,
                from);
    }
}
