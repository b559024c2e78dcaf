package io.pelagos.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A request that may come again: with an {@code Idempotency-Key}, or as a delivery that its platform names.
 *
 * @param key 32 bytes: hash of tenant, principal and key, or of tenant, channel and name
 * @param body 32 bytes: hash of method, path and body; of a delivery the key again, as its name says it all
 */
public record RequestKey(byte[] key, byte[] body) {
    /** A lead of a delivery that its platform has named; sent again, its body may be written another way. */
    public static RequestKey ofDelivery(String tenant, String channel, String message, int lead) {
        // No principal's id holds a colon, and no part the NUL that ends it.
        String named = String.join("\0", tenant, "channel:" + channel, message, Integer.toString(lead), "");
        try {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
            return new RequestKey(key, key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
