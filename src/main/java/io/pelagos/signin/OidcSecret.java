package io.pelagos.signin;

import io.pelagos.lead.Keyset;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The client's secret at rest: {@code sealed:} and the base64 of the text under the tenant's key. */
public final class OidcSecret {
    private static final String SEALED = "sealed:";
    private static final String OIDC = "oidc";
    private static final String SECRET = "client_secret";
    /** Where it is in a tenant's document. */
    public static final String POINTER = OIDC + "/" + SECRET;

    private static final String CONTEXT = "oidc client secret";

    private OidcSecret() {}

    /**
     * The tenant's document to store of one that somebody has written. A secret that is left out, or null, stays; not for another
     * issuer, to whom it would be sent.
     */
    public static JsonObject complete(Keyset keys, @Nullable JsonObject old, JsonObject written) {
        JsonObject stored = written.copy();
        if (!(stored.getValue(OIDC) instanceof JsonObject oidc)) {
            return stored;
        }
        if (oidc.getValue(SECRET) instanceof String secret) {
            oidc.put(SECRET, seal(keys, secret));
        } else if (old != null
                && old.getValue(OIDC) instanceof JsonObject before
                && oidc.getValue("issuer").equals(before.getValue("issuer"))
                && before.getValue(SECRET) instanceof String kept) {
            oidc.put(SECRET, kept);
        } else {
            oidc.remove(SECRET);
        }
        return stored;
    }

    /** What may be shown of a tenant's document. */
    public static JsonObject hide(JsonObject stored) {
        JsonObject shown = stored.copy();
        if (shown.getValue(OIDC) instanceof JsonObject oidc) {
            oidc.remove(SECRET);
        }
        return shown;
    }

    /** What a file has of it: null stands for a secret. */
    public static JsonObject starred(JsonObject stored) {
        JsonObject shown = stored.copy();
        if (shown.getValue(OIDC) instanceof JsonObject oidc && oidc.getValue(SECRET) != null) {
            oidc.putNull(SECRET);
        }
        return shown;
    }

    /** The tenant's document with the secret under the tenant's present key. */
    public static JsonObject resealed(Keyset keys, JsonObject stored) {
        JsonObject resealed = stored.copy();
        if (resealed.getValue(OIDC) instanceof JsonObject oidc
                && oidc.getValue(SECRET) instanceof String secret
                && secret.startsWith(SEALED)) {
            byte[] sealed = Base64.getDecoder().decode(secret.substring(SEALED.length()));
            oidc.put(SECRET, SEALED + Base64.getEncoder().encodeToString(keys.resealed(sealed, CONTEXT)));
        }
        return resealed;
    }

    private static String seal(Keyset keys, String secret) {
        return SEALED + Base64.getEncoder().encodeToString(keys.seal(secret.getBytes(StandardCharsets.UTF_8), CONTEXT));
    }

    /** What of a file is not sealed yet is taken as it is. */
    static String open(Keyset keys, String stored) {
        if (!stored.startsWith(SEALED)) {
            return stored;
        }
        byte[] sealed = Base64.getDecoder().decode(stored.substring(SEALED.length()));
        return new String(keys.open(sealed, CONTEXT), StandardCharsets.UTF_8);
    }
}
