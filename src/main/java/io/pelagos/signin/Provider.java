package io.pelagos.signin;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;

/**
 * What an identity provider says about itself (OpenID Connect Discovery), and its keys at that time.
 *
 * @param authorization where browsers go
 * @param token where codes are changed into tokens
 * @param basic whether clients show their secret in a header there; else in the body
 */
record Provider(String issuer, URI authorization, URI token, boolean basic, JWKSet keys, long loadedAtMillis) {
    boolean knows(String kid) {
        return keys.getKeyByKeyId(kid) != null;
    }
}
