package io.pelagos.signin;

import com.nimbusds.jwt.JWTClaimsSet;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import org.jspecify.annotations.Nullable;

/** Which agent a token of an identity provider speaks of. */
final class Claims {
    private Claims() {}

    /** An address counts only when the provider has verified it: else anybody could claim to have another's. */
    static @Nullable Agent agent(TenantConfig tenant, JWTClaimsSet claims, String claim) {
        String value = ProviderTokens.text(claims, claim);
        if (value == null) {
            return null;
        }
        if (!claim.equals(Oidc.EMAIL)) {
            return Logins.find(tenant, value);
        }
        return Boolean.TRUE.equals(claims.getClaim("email_verified")) ? Logins.findMail(tenant, value) : null;
    }
}
