package io.pelagos.channel.proof;

import io.pelagos.channel.Delivery;
import io.pelagos.channel.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Signatures after standardwebhooks.com: {@code webhook-signature} lists {@code v1,<base64 HMAC-SHA256 of
 * "id.timestamp.body">}; the secret is {@code whsec_} and the base64 of the key.
 */
final class StandardWebhooks {
    /** The header that names a message: the same each time it is sent. */
    static final String ID = "webhook-id";

    private static final String PREFIX = "whsec_";
    private static final long TOLERANCE_SECONDS = 300;
    private static final int SIGNATURES_MAX = 10;

    private StandardWebhooks() {}

    static boolean isSecret(@Nullable String secret) {
        return secret != null && secret.startsWith(PREFIX);
    }

    static boolean valid(@Nullable String secret, Delivery delivery) {
        String id = delivery.headers().get(ID);
        String timestamp = delivery.headers().get("webhook-timestamp");
        String signatures = delivery.headers().get("webhook-signature");
        if (secret == null || id == null || timestamp == null || signatures == null) {
            return false;
        }
        try {
            long ageSeconds = delivery.atMillis() / 1000 - Long.parseLong(timestamp);
            if (ageSeconds < -TOLERANCE_SECONDS || ageSeconds > TOLERANCE_SECONDS) {
                return false;
            }
            byte[] key = Base64.getDecoder().decode(isSecret(secret) ? secret.substring(PREFIX.length()) : secret);
            return matches(signatures, Secrets.hmacSha256(key, message(id, timestamp, delivery.body())));
        } catch (IllegalArgumentException e) {
            return false; // no number, no base64, or an empty key
        }
    }

    private static byte[] message(String id, String timestamp, byte[] body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        return message.toByteArray();
    }

    /** One of several is enough: secrets are rotated by signing with both. */
    private static boolean matches(String signatures, byte[] expected) {
        boolean found = false;
        for (String signature : signatures.split(" ", SIGNATURES_MAX)) {
            if (signature.startsWith("v1,")) {
                found |= MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature.substring(3)));
            }
        }
        return found;
    }
}
