package io.pelagos.outgoing;

import io.pelagos.channel.WebhookSignature;
import io.pelagos.lead.Keyset;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Secrets of webhooks at rest: base64 of the text under the tenant's key, in fields that are never shown. */
public final class WebhookSecrets {
    static final String SECRET = "secret";
    static final String OLD_SECRET = "old_secret";
    static final String OLD_SECRET_UNTIL = "old_secret_until";
    static final String HEADERS = "headers";
    /** All that nobody reads back. */
    public static final List<String> FIELDS = List.of(SECRET, OLD_SECRET, OLD_SECRET_UNTIL, HEADERS);
    /** How long a secret signs on after another has taken its place. */
    public static final long OVERLAP_MILLIS = 86_400_000;

    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecrets() {}

    /** {@code whsec_} and the base64 of 256 random bits. */
    public static String make() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return WebhookSignature.PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /**
     * The document to store of one that somebody has written: with the secrets of {@code old}, or a new one, and with
     * its headers sealed; those that are not written stay.
     */
    public static JsonObject complete(Keyset keys, String webhook, @Nullable JsonObject old, JsonObject written) {
        JsonObject stored = written.copy();
        if (old == null) {
            stored.put(SECRET, seal(keys, webhook, make()));
        }
        for (String field : FIELDS) {
            Object kept = old == null || written.containsKey(field) ? null : old.getValue(field);
            if (kept != null) {
                stored.put(field, kept);
            }
        }
        if (written.getValue(HEADERS) instanceof JsonObject headers) {
            if (headers.isEmpty()) {
                stored.remove(HEADERS);
            } else {
                stored.put(HEADERS, seal(keys, webhook, headers.encode()));
            }
        }
        return stored;
    }

    /** With a new secret; the one before signs on for a day. */
    public static JsonObject rotated(Keyset keys, String webhook, JsonObject stored, long nowMillis) {
        return stored.copy()
                .put(OLD_SECRET, stored.getValue(SECRET))
                .put(OLD_SECRET_UNTIL, nowMillis + OVERLAP_MILLIS)
                .put(SECRET, seal(keys, webhook, make()));
    }

    /** The stored document with all that is sealed in it under the tenant's present key. */
    public static JsonObject resealed(Keyset keys, String webhook, JsonObject stored) {
        JsonObject resealed = stored.copy();
        for (String field : List.of(SECRET, OLD_SECRET, HEADERS)) {
            if (stored.getValue(field) instanceof String text) {
                resealed.put(field, keys.resealedText(text, context(webhook)));
            }
        }
        return resealed;
    }

    /** The secret of a stored document, to be shown once. */
    public static String shown(Keyset keys, String webhook, JsonObject stored) {
        return open(keys, webhook, stored.getString(SECRET));
    }

    /** The secrets that sign now, the newest first. */
    static List<String> signing(Keyset keys, Webhook webhook, long nowMillis) {
        List<String> secrets = new ArrayList<>(2);
        secrets.add(open(keys, webhook.id(), webhook.secret()));
        if (webhook.oldSecret() != null && nowMillis < webhook.oldSecretUntilMillis()) {
            secrets.add(open(keys, webhook.id(), webhook.oldSecret()));
        }
        return secrets;
    }

    static Map<String, String> headers(Keyset keys, Webhook webhook) {
        if (webhook.headers() == null) {
            return Map.of();
        }
        JsonObject headers = new JsonObject(Buffer.buffer(open(keys, webhook.id(), webhook.headers())));
        return headers.stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    private static String seal(Keyset keys, String webhook, String text) {
        return keys.sealText(text, context(webhook));
    }

    private static String open(Keyset keys, String webhook, String sealed) {
        return keys.openText(sealed, context(webhook));
    }

    private static String context(String webhook) {
        return "webhook " + webhook;
    }
}
