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

    /** One entry of the list; throws {@link IllegalArgumentException} for a secret that holds no key. */
    public static String of(String secret, String id, long timestampSeconds, byte[] body) {
        byte[] mac = mac(secret, id, Long.toString(timestampSeconds), body);
        return VERSION + Base64.getEncoder().encodeToString(mac);
    }

    /** The HMAC itself; throws {@link IllegalArgumentException} for a secret that holds no key. */
    public static byte[] mac(String secret, String id, String timestamp, byte[] body) {
        String key = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        return Secrets.hmacSha256(Base64.getDecoder().decode(key), message.toByteArray());
    }
}
