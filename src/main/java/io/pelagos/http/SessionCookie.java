package io.pelagos.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that carries a session, for pages: they cannot read it. As browsers send it by themselves, a request that
 * changes something must show with a second token that one of our pages has made it.
 */
final class SessionCookie {
    static final String CSRF_HEADER = "X-CSRF-Token";

    private static final String BEARER = "Bearer ";
    private static final String HMAC = "HmacSHA256";
    private static final byte[] CSRF = "csrf".getBytes(StandardCharsets.US_ASCII);

    private final boolean secure;
    private final String name;

    /** What somebody has signed in with. */
    record Credential(String token, boolean cookie) {}

    SessionCookie(boolean secure) {
        this.secure = secure;
        // With this beginning browsers take it from nobody but this host over TLS.
        this.name = secure ? "__Host-pelagos_session" : "pelagos_session";
    }

    /** Null for who has brought nothing; throws {@link Refusal} for two headers. Where one is there, the cookie does not count. */
    @Nullable
    Credential credential(HttpServerRequest request) {
        String header = SingleHeader.of(request, HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? new Credential(header.substring(BEARER.length()), false)
                    : null;
        }
        if (!request.headers().contains(HttpHeaders.COOKIE)) {
            return null;
        }
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : new Credential(cookie.getValue(), true);
    }

    /** Whether it is sure that a page of ours has made the request, if it matters. */
    static boolean ours(HttpServerRequest request, Credential credential) {
        if (!credential.cookie || HttpMethod.GET.equals(request.method())) {
            return true;
        }
        String said = request.getHeader(CSRF_HEADER);
        return said != null
                && MessageDigest.isEqual(
                        said.getBytes(StandardCharsets.UTF_8),
                        csrf(credential.token).getBytes(StandardCharsets.UTF_8));
    }

    /** The token that pages send along. It follows from the session's, and does not tell it. */
    static String csrf(String session) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(session.getBytes(StandardCharsets.UTF_8), HMAC));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(CSRF));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }

    /** The header that sets it, until the browser is closed. */
    String set(String token) {
        return cookie(token).encode();
    }

    /** The header that takes it away. */
    String clear() {
        return cookie("").setMaxAge(0).encode();
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.STRICT);
    }
}
