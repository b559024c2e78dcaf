package io.pelagos.channel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Signatures after standardwebhooks.com: {@code v1,<base64 HMAC-SHA256 of "id.timestamp.body">}; the secret is
 * {@code whsec_} and the base64 of the key.
 */
public final class WebhookSignature {
    public static final String PREFIX = "whsec_";
    /** The header that names a message: the same each time it is sent. */
    public static final String ID = "webhook-id";
    /** When it is sent, in seconds. */
    public static final String TIMESTAMP = "webhook-timestamp";
    /** A list with spaces between. */
    public static final String SIGNATURE = "webhook-signature";

    private static final String VERSION = "v1,";

    private WebhookSignature() {}

    /** Whether anything can be signed with it. */
    public static boolean holdsKey(String secret) {
        try {
            return key(secret).length > 0;
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }

    private static byte[] key(String secret) {
        return Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
    }

    /** One entry of the list; throws {@link IllegalArgumentException} for a secret that holds no key. */
    public static String of(String secret, String id, long timestampSeconds, byte[] body) {
        byte[] mac = mac(secret, id, Long.toString(timestampSeconds), body);
        return VERSION + Base64.getEncoder().encodeToString(mac);
    }

    /** The HMAC itself; throws {@link IllegalArgumentException} for a secret that holds no key. */
    public static byte[] mac(String secret, String id, String timestamp, byte[] body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        return Secrets.hmacSha256(key(secret), message.toByteArray());
    }
}
