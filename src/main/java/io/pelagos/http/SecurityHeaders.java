package io.pelagos.http;

import io.netty.util.AsciiString;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What browsers are told not to do with an answer. */
final class SecurityHeaders {
    private static final CharSequence NOSNIFF_NAME = new AsciiString("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = new AsciiString("nosniff");
    private static final CharSequence NO_STORE = new AsciiString("no-store");
    private static final CharSequence POLICY_NAME = new AsciiString("Content-Security-Policy");
    private static final CharSequence API_POLICY = new AsciiString("default-src 'none'; frame-ancestors 'none'");
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'%s; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final CharSequence TRANSPORT_NAME = new AsciiString("Strict-Transport-Security");
    private static final CharSequence TRANSPORT = new AsciiString("max-age=31536000");

    private final boolean secure;

    /** @param secure whether browsers come over TLS */
    SecurityHeaders(boolean secure) {
        this.secure = secure;
    }

    /** Of an answer that no browser shows. */
    void api(HttpServerResponse response) {
        response.putHeader(NOSNIFF_NAME, NOSNIFF)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(POLICY_NAME, API_POLICY);
        transport(response);
    }

    /** Of a page, and of what belongs to it. */
    void page(HttpServerResponse response) {
        policed(response, PAGE_POLICY.formatted(""));
    }

    /** Of a page that holds a script itself, by its SHA-256 in Base64. */
    void page(HttpServerResponse response, String scriptHash) {
        policed(response, PAGE_POLICY.formatted(" 'sha256-" + scriptHash + "'"));
    }

    private void policed(HttpServerResponse response, String policy) {
        response.putHeader(NOSNIFF_NAME, NOSNIFF)
                .putHeader(POLICY_NAME, policy)
                // For browsers that do not know frame-ancestors.
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        transport(response);
    }

    private void transport(HttpServerResponse response) {
        if (secure) {
            response.putHeader(TRANSPORT_NAME, TRANSPORT);
        }
    }
}
