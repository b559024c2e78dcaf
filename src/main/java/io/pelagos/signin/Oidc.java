package io.pelagos.signin;

import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider of a firm, by OpenID Connect.
 *
 * @param issuer its address, as its tokens name it
 * @param clientSecret as it is stored, see {@link OidcSecret}; null for a client that has none
 * @param scopes what is asked for; {@code openid} is among them
 * @param claim which claim of somebody who signs in is an agent's login
 * @param tokens of machines that are taken in place of ours; null: none
 */
public record Oidc(
        String issuer,
        String clientId,
        @Nullable String clientSecret,
        List<String> scopes,
        String claim,
        @Nullable MachineRules tokens) {
    static final String EMAIL = "email";
    private static final String OPENID = "openid";

    /**
     * Whose tokens are taken.
     *
     * @param audience whom they must be made for: this server, and not its pages
     * @param claim which claim is an agent's login
     */
    public record MachineRules(String audience, String claim) {}

    private record Reading(@Nullable Oidc oidc) {}

    /** Field {@code oidc} of a tenant. */
    public static final Section<Reading> OIDC = new Section<>("tenant", (id, json) -> {
        JsonObject only = new JsonObject().put("oidc", json.getValue("oidc"));
        return new Reading(Document.read(only, d -> d.object("oidc", Oidc::read)));
    });

    /** Whether both take tokens of machines that one provider makes for one audience. */
    public boolean sharesMachines(Oidc other) {
        return tokens != null
                && other.tokens != null
                && issuer.equals(other.issuer)
                && tokens.audience.equals(other.tokens.audience);
    }

    /** Of a tenant; null when it has none. */
    public static @Nullable Oidc of(TenantConfig tenant) {
        Reading reading = tenant.get(OIDC, "");
        return reading == null ? null : reading.oidc;
    }

    /** Of a tenant's document; throws {@link io.pelagos.team.InvalidDocument}. */
    public static @Nullable Oidc check(JsonObject tenant) {
        return OIDC.check("", tenant).oidc;
    }

    private static Oidc read(Document document) {
        String issuer = document.text("issuer", 500);
        if (issuer.contains("?") || issuer.contains("#")) {
            document.fault("issuer", "must be an address without a query");
        }
        String clientId = document.text("client_id", 255);
        String secret = document.optionalText("client_secret", 4_000);
        List<String> scopes = new ArrayList<>(document.texts("scopes", 20, 100));
        if (scopes.isEmpty()) {
            scopes.add(EMAIL);
        }
        if (!scopes.contains(OPENID)) {
            scopes.add(0, OPENID);
        }
        return new Oidc(
                issuer,
                clientId,
                secret,
                List.copyOf(scopes),
                claim(document, EMAIL),
                document.object("tokens", d -> machines(d, clientId)));
    }

    private static MachineRules machines(Document document, String clientId) {
        String audience = document.text("audience", 500);
        if (audience.equals(clientId) && !audience.isEmpty()) {
            // Else what a browser has got to show who somebody is would open the API, too.
            document.fault("audience", "must not be the client_id");
        }
        return new MachineRules(audience, claim(document, "sub"));
    }

    private static String claim(Document document, String usual) {
        String claim = document.optionalText("claim", 100);
        return claim == null ? usual : claim;
    }
}
