package io.pelagos.channel.proof;

import io.pelagos.channel.Delivery;
import io.pelagos.channel.WebhookSignature;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Checks signatures after standardwebhooks.com, see {@link WebhookSignature}. */
final class StandardWebhooks {
    static final String ID = WebhookSignature.ID;

    private static final long TOLERANCE_SECONDS = 300;
    private static final int SIGNATURES_MAX = 10;

    private StandardWebhooks() {}

    static boolean isSecret(@Nullable String secret) {
        return secret != null && secret.startsWith(WebhookSignature.PREFIX);
    }

    static boolean valid(@Nullable String secret, Delivery delivery) {
        String id = delivery.headers().get(ID);
        String timestamp = delivery.headers().get(WebhookSignature.TIMESTAMP);
        String signatures = delivery.headers().get(WebhookSignature.SIGNATURE);
        if (secret == null || id == null || timestamp == null || signatures == null) {
            return false;
        }
        try {
            long ageSeconds = delivery.atMillis() / 1000 - Long.parseLong(timestamp);
            if (ageSeconds < -TOLERANCE_SECONDS || ageSeconds > TOLERANCE_SECONDS) {
                return false;
            }
            return matches(signatures, WebhookSignature.mac(secret, id, timestamp, delivery.body()));
        } catch (IllegalArgumentException e) {
            return false; // no number, no base64, or an empty key
        }
    }

    /** One of several is enough: secrets are rotated by signing with both. */
    private static boolean matches(String signatures, byte[] expected) {
        boolean found = false;
        for (String signature : signatures.split(" ", SIGNATURES_MAX)) {
            found |= signature.startsWith("v1,") && MessageDigest.isEqual(expected, decoded(signature.substring(3)));
        }
        return found;
    }

    /** Empty for what is no base64: one bad entry says nothing of the others. */
    private static byte[] decoded(String entry) {
        try {
            return Base64.getDecoder().decode(entry);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
