package io.pelagos.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tokens that a firm's identity provider has made for its machines, in place of ours. */
final class MachineTokens implements Tokens.Foreign {
    /** So long a token is believed without another look at its signature. */
    private static final long BELIEVED_MILLIS = 600_000;

    /** Tokens whose signature is looked at, or waits for the provider's keys, at a time: anybody can send one. */
    private static final int AT_ONCE_MAX = 64;

    private static final int SCOPES_MAX = 50;

    private final Crowd crowd = new Crowd(AT_ONCE_MAX);
    private final Directory directory;
    private final ProviderTokens tokens;
    private final Clock clock;

    MachineTokens(Directory directory, ProviderTokens tokens, Clock clock) {
        this.directory = directory;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Future<Tokens.@Nullable Known> find(String bearer) {
        SignedJWT token = ProviderTokens.parse(bearer);
        TenantConfig tenant = token == null ? null : tenant(token);
        Oidc oidc = tenant == null ? null : Oidc.of(tenant);
        Oidc.MachineRules rules = oidc == null ? null : oidc.tokens();
        if (token == null || tenant == null || oidc == null || rules == null) {
            return Future.succeededFuture();
        }
        return crowd.within(MachineTokens::busy, () -> tokens.claims(token, oidc.issuer(), rules.audience())
                .map(claims -> claims == null ? null : known(tenant, claims, rules.claim())));
    }

    private static Future<Tokens.@Nullable Known> busy() {
        return Future.failedFuture(VertxException.noStackTrace("as many tokens as may be are looked at already"));
    }

    /** Whose token it says to be; nobody's where two firms name one provider and one audience: either could draw in the other's machines. */
    private @Nullable TenantConfig tenant(SignedJWT token) {
        String issuer;
        List<String> audience;
        try {
            JWTClaimsSet claims = token.getJWTClaimsSet();
            issuer = claims.getIssuer();
            audience = claims.getAudience();
        } catch (ParseException e) {
            return null;
        }
        List<TenantConfig> firms = directory.all().stream()
                .filter(tenant -> {
                    Oidc oidc = Oidc.of(tenant);
                    return oidc != null
                            && oidc.issuer().equals(issuer)
                            && oidc.tokens() != null
                            && audience.contains(oidc.tokens().audience());
                })
                .toList();
        return firms.size() == 1 ? firms.get(0) : null;
    }

    private Tokens.@Nullable Known known(TenantConfig tenant, JWTClaimsSet claims, String claim) {
        Agent agent = Claims.agent(tenant, claims, claim);
        // People sign in; what is issued to them elsewhere, for whatever it is, does not stand for them here.
        if (agent == null || !agent.active() || agent.person()) {
            return null;
        }
        long until = Math.min(claims.getExpirationTime().toInstant().toEpochMilli(), clock.millis() + BELIEVED_MILLIS);
        return new Tokens.Known(tenant.no(), agent.id(), scopes(claims), until);
    }

    /**
     * What it is limited to, as RFC 9068 ({@code scope}, one text) and others ({@code scp}, a text or a list) say it. Of one
     * that names scopes only ours count; where there are none of ours, it may do nothing.
     */
    static Set<String> scopes(JWTClaimsSet claims) {
        Object said = claims.getClaim("scope") != null ? claims.getClaim("scope") : claims.getClaim("scp");
        if (said == null) {
            return Set.of();
        }
        Stream<?> words = said instanceof List<?> list
                ? list.stream()
                : Stream.of(said.toString().split(" ", -1));
        Set<String> ours = words.map(word -> String.valueOf(word))
                .filter(word -> Principal.SCOPE.matcher(word).matches())
                .limit(SCOPES_MAX)
                .collect(Collectors.toUnmodifiableSet());
        return ours.isEmpty() ? Set.of(Principal.NO_SCOPE) : ours;
    }
}
