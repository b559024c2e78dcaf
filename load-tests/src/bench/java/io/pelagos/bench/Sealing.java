package io.pelagos.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The same cryptographic work as the product's: a key per lead, wrapped by the tenant's, AES-256-GCM both; keyed hashes
 * for what is searched. Not for threads to share.
 */
final class Sealing {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec tenantKey;
    private final Mac mac;
    private final Cipher cipher;
    private final SecureRandom random = new SecureRandom();

    Sealing(byte[] secret) {
        try {
            byte[] key = MessageDigest.getInstance("SHA-256").digest(secret);
            this.tenantKey = new SecretKeySpec(key, "AES");
            this.mac = Mac.getInstance("HmacSHA256");
            this.mac.init(new SecretKeySpec(key, "HmacSHA256"));
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks AES-GCM or HMAC", e);
        }
    }

    record Sealed(byte[] wrappedKey, byte[] sealed) {}

    Sealed seal(byte[] plain) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return new Sealed(encrypt(tenantKey, key), encrypt(new SecretKeySpec(key, "AES"), plain));
    }

    byte[] open(byte[] wrappedKey, byte[] sealed) {
        return decrypt(new SecretKeySpec(decrypt(tenantKey, wrappedKey), "AES"), sealed);
    }

    byte[] hash(char kind, String value) {
        mac.update((byte) kind);
        return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] encrypt(SecretKeySpec key, byte[] plain) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] sealed = cipher.doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] decrypt(SecretKeySpec key, byte[] sealed) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, Arrays.copyOf(sealed, NONCE_BYTES)));
            return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
