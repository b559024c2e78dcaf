package io.pelagos.lead;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.HmacParameters;
import com.google.crypto.tink.subtle.Random;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * One tenant's keys: an AES-256-GCM keyset that wraps lead keys and seals other secrets, and an HMAC-SHA256
 * keyset for the blind index. Safe for use by many threads.
 */
public final class Keyset {
    private static final int LEAD_KEY_BYTES = 32;
    private static final int INDEX_BYTES = 16;

    private final int tenant;
    private final Aead aead;
    private final Mac mac;

    private Keyset(int tenant, KeysetHandle aead, KeysetHandle mac) throws GeneralSecurityException {
        this.tenant = tenant;
        this.aead = aead.getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.mac = mac.getPrimitive(RegistryConfiguration.get(), Mac.class);
    }

    /** A fresh random key for a lead. */
    public LeadKey newLeadKey(long lead) {
        byte[] key = Random.randBytes(LEAD_KEY_BYTES);
        try {
            return new LeadKey(aead.encrypt(key, leadContext(lead)), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a lead's key cannot be wrapped", e);
        }
    }

    /** The stored key of a lead; throws {@link IllegalStateException} when it is another lead's or tenant's. */
    public LeadKey leadKey(long lead, byte[] wrapped) {
        try {
            return new LeadKey(wrapped, aead.decrypt(wrapped, leadContext(lead)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of lead " + lead + " cannot be unwrapped", e);
        }
    }

    /** Seals what belongs to the tenant but to no lead: channel secrets, stored answers. */
    public byte[] seal(byte[] plain, String context) {
        try {
            return aead.encrypt(plain, tenantContext(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Opens what {@link #seal} sealed for the same context, else throws {@link IllegalStateException}. */
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, tenantContext(context));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealed bytes (" + context + ") cannot be opened with the tenant's key", e);
        }
    }

    /** HMAC-SHA256 over kind ‖ 0 ‖ scope ‖ 0 ‖ value, its first 16 bytes. The value is already normalised. */
    byte[] blindIndex(char kind, String scope, String value) {
        byte[] text = (kind + "\0" + scope + "\0" + value).getBytes(StandardCharsets.UTF_8);
        try {
            return Arrays.copyOf(mac.computeMac(text), INDEX_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the blind index failed", e);
        }
    }

    /** A new tenant's keys in their stored form: length of the first keyset, first, second; sealed. */
    static byte[] create(int tenant, Aead server) throws GeneralSecurityException {
        byte[] aead = serialise(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
        byte[] mac = serialise(KeysetHandle.generateNew(HmacParameters.builder()
                .setKeySizeBytes(32)
                .setTagSizeBytes(32)
                .setHashType(HmacParameters.HashType.SHA256)
                // No prefix: the index must stay the same bytes, there is no key to choose by it.
                .setVariant(HmacParameters.Variant.NO_PREFIX)
                .build()));
        byte[] both = ByteBuffer.allocate(4 + aead.length + mac.length)
                .putInt(aead.length)
                .put(aead)
                .put(mac)
                .array();
        return server.encrypt(both, storedContext(tenant));
    }

    static Keyset parse(int tenant, byte[] stored, Aead server) throws GeneralSecurityException {
        ByteBuffer both = ByteBuffer.wrap(server.decrypt(stored, storedContext(tenant)));
        byte[] aead = new byte[both.getInt()];
        both.get(aead);
        byte[] mac = new byte[both.remaining()];
        both.get(mac);
        return new Keyset(tenant, deserialise(aead), deserialise(mac));
    }

    static byte[] serialise(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
    }

    static KeysetHandle deserialise(byte[] bytes) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseKeyset(bytes, InsecureSecretKeyAccess.get());
    }

    private static byte[] storedContext(int tenant) {
        return ("keyset of tenant " + tenant).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] tenantContext(String context) {
        return (tenant + "\0" + context).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] leadContext(long lead) {
        return ByteBuffer.allocate(12).putInt(tenant).putLong(lead).array();
    }
}
