package io.pelagos.channel;

import io.vertx.core.json.JsonObject;

/**
 * A lead whose id a platform has told, and whose data is to be fetched.
 *
 * @param id the platform's, at most {@link #ID_MAX} characters
 * @param atMillis when it happened, as the platform says; 0 when it does not
 * @param known what the platform told with it, by its own names: form, ad, page, campaign
 */
public record FetchWanted(String id, Action action, long atMillis, JsonObject known) {
    public static final int ID_MAX = 255;

    /** CREATED: fetch it. DELETED: the platform wants it forgotten. */
    public enum Action {
        CREATED,
        DELETED
    }
}
