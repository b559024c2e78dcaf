package io.pelagos.http;

/**
 * What browsers and proxies have to do with this server.
 *
 * @param publicUrl what browsers see, without a slash at its end; empty: what their requests say
 * @param tls whether it speaks TLS itself
 * @param forwarded whether a proxy stands before it, whose {@code X-Forwarded-For} is to be believed
 */
public record Web(String publicUrl, boolean tls, boolean forwarded) {
    public static final Web PLAIN = new Web("", false, false);

    /** Whether all that browsers send comes over TLS: then cookies are sent over nothing else. */
    boolean secure() {
        return tls || publicUrl.startsWith("https://");
    }
}
