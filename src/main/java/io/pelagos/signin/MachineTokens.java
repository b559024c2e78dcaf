package io.pelagos.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that a firm's identity provider has made for its machines, in place of ours. */
final class MachineTokens implements Tokens.Foreign {
    /** So long a token is believed without another look at its signature. */
    private static final long BELIEVED_MILLIS = 600_000;

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
        return tokens.claims(token, oidc.issuer(), rules.audience())
                .map(claims -> claims == null ? null : known(tenant, claims, rules.claim()));
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
        if (agent == null || !agent.active()) {
            return null;
        }
        long until = Math.min(claims.getExpirationTime().toInstant().toEpochMilli(), clock.millis() + BELIEVED_MILLIS);
        return new Tokens.Known(tenant.no(), agent.id(), until);
    }
}
