package io.pelagos.team;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The SHA-256 of a token as four numbers: a cheap key for a map, and what is compared instead of the secret. */
public record TokenHash(long a, long b, long c, long d) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String PREFIX = "pel_";
    private static final int LENGTH = PREFIX.length() + 43;

    public static TokenHash of(String token) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public Buffer buffer() {
        return Buffer.buffer(32).appendLong(a).appendLong(b).appendLong(c).appendLong(d);
    }

    /** A token of 256 random bits. */
    public static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text has the shape of a token: nothing else is worth a look into the database. */
    static boolean issued(String token) {
        return token.length() == LENGTH && token.startsWith(PREFIX);
    }
}
