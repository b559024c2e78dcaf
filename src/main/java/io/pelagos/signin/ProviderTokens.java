package io.pelagos.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a token is one that an identity provider has made, for us, and for now (RFC 7519, RFC 8725). Only signatures
 * with a key pair count: with a shared secret whoever knows the provider's public key could make one.
 */
final class ProviderTokens {
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int CHARACTERS_MAX = 12_000;
    private static final int SKEW_SECONDS = 60;

    private final Vertx vertx;
    private final Providers providers;
    private final Clock clock;

    ProviderTokens(Vertx vertx, Providers providers, Clock clock) {
        this.vertx = vertx;
        this.providers = providers;
        this.clock = clock;
    }

    /** Null for what is no signed token at all. */
    static @Nullable SignedJWT parse(String text) {
        if (text.length() > CHARACTERS_MAX) {
            return null;
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            return SIGNATURES.contains(token.getHeader().getAlgorithm()) ? token : null;
        } catch (ParseException e) {
            return null;
        }
    }

    /** What a token says; null when it is not to be believed. Fails with {@link ProviderTrouble}. */
    Future<@Nullable JWTClaimsSet> claims(SignedJWT token, String issuer, String audience) {
        String kid = token.getHeader().getKeyID();
        return providers
                .find(issuer)
                .compose(found ->
                        kid == null || found.knows(kid) ? Future.succeededFuture(found) : providers.newer(issuer))
                // Beside the event loop: how long a signature takes is up to whoever has chosen the key.
                .compose(provider -> vertx.executeBlocking(() -> claims(token, provider, audience), false));
    }

    private @Nullable JWTClaimsSet claims(SignedJWT token, Provider provider, String audience) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(SIGNATURES, new ImmutableJWKSet<>(provider.keys())));
        processor.setJWTClaimsSetVerifier(verifier(provider.issuer(), audience));
        try {
            return processor.process(token, null);
        } catch (BadJOSEException | JOSEException e) {
            return null;
        }
    }

    private DefaultJWTClaimsVerifier<SecurityContext> verifier(String issuer, String audience) {
        JWTClaimsSet exactly = new JWTClaimsSet.Builder().issuer(issuer).build();
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(audience, exactly, Set.of("sub", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        verifier.setMaxClockSkew(SKEW_SECONDS);
        return verifier;
    }

    /** A claim that is a text; null for any other. */
    static @Nullable String text(JWTClaimsSet claims, String name) {
        return claims.getClaim(name) instanceof String text ? text : null;
    }
}
