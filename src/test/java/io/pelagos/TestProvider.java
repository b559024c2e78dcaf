package io.pelagos;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An identity provider with OpenID Connect, over real sockets: as strict about codes as a real one. */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "pelagos-pages";
    static final String SECRET = "s3cret:with/odd characters";

    final RSAKey rsa = rsa("k1");
    final RSAKey unknown = rsa("k2");
    final ECKey ec = ec("e1");
    final AtomicInteger keysAsked = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicInteger codes = new AtomicInteger();

    /** What a code stands for. */
    private record Grant(String challenge, String redirectUri, String idToken) {}

    TestProvider() {
        server = TestNode.await(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    String issuer() {
        return "http://127.0.0.1:" + server.actualPort() + "/realm";
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/realm/.well-known/openid-configuration" ->
                json(
                        request,
                        200,
                        new JsonObject()
                                .put("issuer", issuer())
                                .put("authorization_endpoint", issuer() + "/authorize")
                                .put("token_endpoint", issuer() + "/token")
                                .put("jwks_uri", issuer() + "/keys"));
            case "/realm/keys" -> {
                keysAsked.incrementAndGet();
                json(
                        request,
                        200,
                        new JsonObject(
                                new JWKSet(List.of(rsa, ec)).toPublicJWKSet().toString()));
            }
            case "/realm/token" -> request.body().onSuccess(body -> token(request, form(body.toString())));
            default -> json(request, 404, new JsonObject());
        }
    }

    private void token(HttpServerRequest request, Map<String, String> form) {
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString((encoded(CLIENT) + ":" + encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
        Grant grant = grants.remove(form.getOrDefault("code", ""));
        boolean fits = grant != null
                && basic.equals(request.getHeader("Authorization"))
                && "authorization_code".equals(form.get("grant_type"))
                && grant.redirectUri.equals(form.get("redirect_uri"))
                && grant.challenge.equals(challenge(form.getOrDefault("code_verifier", "")));
        json(
                request,
                fits ? 200 : 400,
                fits
                        ? new JsonObject()
                                .put("access_token", "opaque")
                                .put("token_type", "Bearer")
                                .put("id_token", grant.idToken)
                        : new JsonObject().put("error", "invalid_grant"));
    }

    /** A user has signed in at the provider, whom the browser was sent to with this address: the address of the way back. */
    String back(String location, UnaryOperator<JWTClaimsSet.Builder> claims) {
        Map<String, String> asked = form(URI.create(location).getRawQuery());
        String code = "code-" + codes.incrementAndGet();
        JWTClaimsSet.Builder about = claims.apply(claims(CLIENT).claim("nonce", asked.get("nonce")));
        grants.put(code, new Grant(asked.get("code_challenge"), asked.get("redirect_uri"), signed(about, rsa)));
        return asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state");
    }

    /** What a good token says. */
    JWTClaimsSet.Builder claims(String audience) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("crm")
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    static String signed(JWTClaimsSet.Builder claims, RSAKey key) {
        return signed(claims, key, JWSAlgorithm.RS256);
    }

    static String signed(JWTClaimsSet.Builder claims, RSAKey key, JWSAlgorithm algorithm) {
        try {
            return signed(claims, algorithm, key.getKeyID(), new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String signed(JWTClaimsSet.Builder claims, ECKey key) {
        try {
            return signed(claims, JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, String kid, JWSSigner signer)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            int at = field.indexOf('=');
            fields.put(decoded(field.substring(0, at)), decoded(field.substring(at + 1)));
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static RSAKey rsa(String kid) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static ECKey ec(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
