package io.pelagos.alert;

import io.pelagos.lead.Keyset;
import io.pelagos.outgoing.WebhookSecrets;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and secrets of targets at rest: under the tenant's key, in fields that are never shown. */
public final class TargetSecrets {
    static final String URL = "url";
    static final String SECRET = "secret";
    /** All that nobody reads back. */
    public static final List<String> FIELDS = List.of(URL, SECRET);

    private TargetSecrets() {}

    /** What a target needs to be told something, in the open. */
    record Opened(String url, @Nullable String secret) {}

    /** Fields that a body leaves out, or holds as null, as they are stored. */
    public static JsonObject kept(@Nullable JsonObject old, JsonObject body) {
        JsonObject kept = body.copy();
        for (String field : FIELDS) {
            Object stored = old == null ? null : old.getValue(field);
            // Those of another kind of target would be sent to whom they were not meant for.
            boolean same = old != null && String.valueOf(old.getValue("kind")).equals(body.getValue("kind"));
            if (body.getValue(field) == null) {
                kept.remove(field);
                if (stored != null && same) {
                    kept.put(field, stored);
                }
            }
        }
        return kept;
    }

    /** The document to store of a body: what is written in it is sealed; a webhook without a secret gets one. */
    public static JsonObject complete(Keyset keys, String target, @Nullable JsonObject old, JsonObject body) {
        JsonObject stored = kept(old, body);
        if (AlertTarget.WEBHOOK.equals(body.getValue("kind")) && stored.getValue(SECRET) == null) {
            stored.put(SECRET, keys.sealText(WebhookSecrets.make(), context(target)));
        }
        for (String field : FIELDS) {
            if (body.getValue(field) instanceof String text) {
                stored.put(field, keys.sealText(text, context(target)));
            }
        }
        return stored;
    }

    /** The stored document with all that is sealed in it under the tenant's present key. */
    public static JsonObject resealed(Keyset keys, String target, JsonObject stored) {
        JsonObject resealed = stored.copy();
        for (String field : FIELDS) {
            if (stored.getValue(field) instanceof String text) {
                resealed.put(field, keys.resealedText(text, context(target)));
            }
        }
        return resealed;
    }

    /** The secret of a stored document, to be shown once; null when there is none. */
    public static @Nullable String shown(Keyset keys, String target, JsonObject stored) {
        String sealed = stored.getString(SECRET);
        return sealed == null ? null : keys.openText(sealed, context(target));
    }

    static Opened open(Keyset keys, AlertTarget target) {
        String context = context(target.id());
        return new Opened(
                target.url() == null ? "" : keys.openText(target.url(), context),
                target.secret() == null ? null : keys.openText(target.secret(), context));
    }

    private static String context(String target) {
        return "alert target " + target;
    }
}
