package io.pelagos.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.pelagos.lead.ContactVault;
import io.pelagos.platform.GuardedClient;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in at a firm's identity provider: OpenID Connect's code flow with PKCE. What the browser brings back counts
 * only with what it was given at the beginning, so that nobody is signed in as somebody else by a link.
 */
public final class OidcSignIn {
    private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);
    private static final int RANDOM_BYTES = 32;
    /** Ways back that are judged at a time: each asks the provider, and waits for it. */
    private static final int AT_ONCE_MAX = 64;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param state for the browser to keep */
    public record Begun(String location, String state) {}

    /** What a browser comes back with. */
    public record Return(
            @Nullable String code,
            @Nullable String state,
            @Nullable String issuer,
            @Nullable String kept) {}

    /** How it went. */
    public sealed interface Outcome {}

    /** @param returnTo where the browser goes now */
    public record In(Agent agent, Sessions.Opened session, String returnTo) implements Outcome {}

    /** Why nobody was let in. */
    public enum No implements Outcome {
        /** Nobody has begun this, or long ago. */
        STALE,
        REFUSED,
        UNREACHABLE,
        /** Too many have failed from there. */
        THROTTLED,
        /** Nothing was looked at. */
        BUSY
    }

    private final Directory directory;
    private final ContactVault vault;
    private final Providers providers;
    private final ProviderTokens tokens;
    private final CodeExchange exchange;
    private final OidcState states;
    private final Crowd crowd = new Crowd(AT_ONCE_MAX);
    private final Guard guard;
    private final Door door;
    private final Trail trail;

    OidcSignIn(
            Directory directory,
            ContactVault vault,
            Providers providers,
            ProviderTokens tokens,
            GuardedClient client,
            OidcState states,
            Guard guard,
            Door door,
            Trail trail) {
        this.directory = directory;
        this.vault = vault;
        this.providers = providers;
        this.tokens = tokens;
        this.exchange = new CodeExchange(client);
        this.states = states;
        this.guard = guard;
        this.door = door;
        this.trail = trail;
    }

    /** Null for a firm that has no provider, or is none. Fails with {@link ProviderTrouble}. */
    public Future<@Nullable Begun> begin(String tenant, String redirectUri, String returnTo) {
        TenantConfig config = directory.tenant(tenant);
        Oidc oidc = config == null ? null : Oidc.of(config);
        if (oidc == null) {
            return Future.succeededFuture();
        }
        OidcState.Pending pending = new OidcState.Pending(tenant, random(), random(), random(), redirectUri, returnTo);
        return providers
                .find(oidc.issuer())
                .map(provider -> new Begun(location(provider, oidc, pending), states.seal(pending)));
    }

    private static String location(Provider provider, Oidc oidc, OidcState.Pending pending) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", oidc.clientId());
        query.put("redirect_uri", pending.redirectUri());
        query.put("scope", String.join(" ", oidc.scopes()));
        query.put("state", pending.state());
        query.put("nonce", pending.nonce());
        query.put("code_challenge", challenge(pending.verifier()));
        query.put("code_challenge_method", "S256");
        String address = provider.authorization().toString();
        return address + (address.contains("?") ? "&" : "?") + CodeExchange.form(query);
    }

    /** Takes up what {@link #begin} has begun. */
    public Future<Outcome> end(Return back, Origin origin) {
        OidcState.Pending pending = back.kept == null ? null : states.open(back.kept);
        TenantConfig tenant = pending == null ? null : directory.tenant(pending.tenant());
        Oidc oidc = tenant == null ? null : Oidc.of(tenant);
        if (pending == null || tenant == null || oidc == null || !same(pending.state(), back.state)) {
            return Future.succeededFuture(No.STALE);
        }
        Way way = new Way(tenant, oidc, pending, origin);
        return crowd.within(() -> Future.succeededFuture(No.BUSY), () -> guard.count(
                        way.from(), SignInPolicy.of(tenant).address())
                .compose(verdict ->
                        verdict == Guard.Verdict.CLOSED ? Future.succeededFuture(No.THROTTLED) : judge(way, back)));
    }

    /** A way back that fits what was begun here. */
    private record Way(TenantConfig tenant, Oidc oidc, OidcState.Pending pending, Origin origin) {
        /** Who tries codes there is one with who tries passwords. */
        Guard.Subject from() {
            return Guard.Subject.address(tenant.no(), origin.address());
        }
    }

    private Future<Outcome> judge(Way way, Return back) {
        String code = back.code;
        // Of two providers one must not bring back what the other was asked for (RFC 9207).
        if (code == null || (back.issuer != null && !back.issuer.equals(way.oidc.issuer()))) {
            return refused(way, null);
        }
        return idToken(way.tenant, way.oidc, way.pending, code)
                .compose(claims -> claims == null || !fits(claims, way.oidc, way.pending)
                        ? refused(way, null)
                        : open(way, Claims.agent(way.tenant, claims, way.oidc.claim())))
                .recover(failure -> {
                    if (!(failure instanceof ProviderTrouble)) {
                        return Future.failedFuture(failure);
                    }
                    log.warn(
                            "tenant {}: no sign-in at its identity provider: {}",
                            way.tenant.id(),
                            failure.getMessage());
                    // That is nobody's failure but the provider's.
                    return guard.giveBack(way.from()).map(No.UNREACHABLE);
                });
    }

    private Future<@Nullable JWTClaimsSet> idToken(
            TenantConfig tenant, Oidc oidc, OidcState.Pending pending, String code) {
        return vault.ready(tenant.no())
                .compose(keys -> providers.find(oidc.issuer()).compose(provider -> {
                    String sealed = oidc.clientSecret();
                    String secret = sealed == null ? null : OidcSecret.open(keys, sealed);
                    return exchange.idToken(provider, oidc.clientId(), secret, pending, code);
                }))
                .compose(text -> {
                    SignedJWT token = text == null ? null : ProviderTokens.parse(text);
                    return token == null
                            ? Future.succeededFuture()
                            : tokens.claims(token, oidc.issuer(), oidc.clientId());
                });
    }

    /** What an ID token must say beside what every token must (OpenID Connect Core, 3.1.3.7). */
    private static boolean fits(JWTClaimsSet claims, Oidc oidc, OidcState.Pending pending) {
        Object party = claims.getClaim("azp");
        boolean ours = party == null ? claims.getAudience().size() == 1 : party.equals(oidc.clientId());
        return ours && same(pending.nonce(), ProviderTokens.text(claims, "nonce"));
    }

    private Future<Outcome> open(Way way, @Nullable Agent agent) {
        if (agent == null || !Logins.fit(agent)) {
            return refused(way, agent);
        }
        return door.open(
                        way.tenant,
                        agent.id(),
                        new Sessions.Wanted(List.of(), Door.OIDC, way.origin),
                        transaction -> Future.succeededFuture(true),
                        transaction -> guard.giveBack(transaction, way.from()))
                .map(opened -> opened == null ? No.REFUSED : new In(agent, opened, way.pending.returnTo()));
    }

    private Future<Outcome> refused(Way way, @Nullable Agent agent) {
        String id = agent == null ? null : agent.id();
        trail.note(way.tenant.no(), new Trail.Event(Trail.Kind.FAILED, id, null, Door.OIDC, way.origin.address()));
        return Future.succeededFuture(No.REFUSED);
    }

    private static boolean same(String expected, @Nullable String said) {
        return said != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), said.getBytes(StandardCharsets.UTF_8));
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Shows the verifier without telling it (RFC 7636). */
    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
