package io.pelagos.signin;

import io.pelagos.lead.ContactVault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a browser keeps for us while its user is with the identity provider: sealed, so that nobody but a node of ours
 * can make or read it, and good for ten minutes.
 */
final class OidcState {
    static final long GOOD_SECONDS = 600;
    private static final String CONTEXT = "oidc state";

    private final ContactVault vault;
    private final int keys;
    private final Clock clock;

    /** @param keys the number under which the server's own keys are */
    OidcState(ContactVault vault, int keys, Clock clock) {
        this.vault = vault;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A sign-in that is under way.
     *
     * @param state comes back with the browser, by the provider's hand
     * @param nonce comes back in the token
     * @param verifier shows that the code is asked for by whoever began (PKCE)
     * @param redirectUri where the provider sends the browser
     * @param returnTo where it goes at last
     */
    record Pending(String tenant, String state, String nonce, String verifier, String redirectUri, String returnTo) {}

    String seal(Pending pending) {
        JsonObject plain = new JsonObject()
                .put("t", pending.tenant)
                .put("s", pending.state)
                .put("n", pending.nonce)
                .put("v", pending.verifier)
                .put("u", pending.redirectUri)
                .put("r", pending.returnTo)
                .put("e", clock.millis() + GOOD_SECONDS * 1000);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(vault.sealForTenant(keys, plain.toBuffer().getBytes(), CONTEXT));
    }

    /** Null for what we have not sealed, and for what is too old. */
    @Nullable
    Pending open(String sealed) {
        JsonObject plain;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed);
            plain = new JsonObject(Buffer.buffer(vault.openForTenant(keys, bytes, CONTEXT)));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null;
        }
        return plain.getLong("e") <= clock.millis()
                ? null
                : new Pending(
                        plain.getString("t"),
                        plain.getString("s"),
                        plain.getString("n"),
                        plain.getString("v"),
                        plain.getString("u"),
                        plain.getString("r"));
    }
}
