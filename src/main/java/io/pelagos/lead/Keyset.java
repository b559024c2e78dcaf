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
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * One tenant's keys: an AES-256-GCM keyset that wraps lead keys and seals other secrets, and an HMAC-SHA256
 * keyset for the blind index. Safe for use by many threads. It is one version of them: whoever has it for more than a
 * moment asks for the newest.
 */
public final class Keyset {
    private static final int LEAD_KEY_BYTES = 32;
    private static final int INDEX_BYTES = 16;

    /** Tink writes before a ciphertext: 1, and the id of its key in four bytes. */
    private static final byte PREFIX = 1;

    private static final int PREFIX_BYTES = 5;

    private final int tenant;
    private final long version;
    private final Aead aead;
    private final Mac mac;
    private final int primary;
    private final Set<Integer> ids = new HashSet<>();
    private final IntPredicate seek;

    private Keyset(int tenant, long version, Both both, IntPredicate seek) throws GeneralSecurityException {
        this.tenant = tenant;
        this.version = version;
        this.aead = both.aead.getPrimitive(RegistryConfiguration.get(), Aead.class);
        this.mac = both.mac.getPrimitive(RegistryConfiguration.get(), Mac.class);
        this.primary = both.aead.getPrimary().getId();
        this.seek = seek;
        for (int i = 0; i < both.aead.size(); i++) {
            ids.add(both.aead.getAt(i).getId());
        }
    }

    private record Both(KeysetHandle aead, KeysetHandle mac) {}

    /** Grows with each {@link KeyStep}. */
    public long version() {
        return version;
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
            refuseWhileBehind(wrapped);
            throw new IllegalStateException("the key of lead " + lead + " cannot be unwrapped", e);
        }
    }

    /** The same key of a lead under the tenant's present one; throws as {@link #leadKey}. */
    public byte[] rewrapped(long lead, byte[] wrapped) {
        byte[] context = leadContext(lead);
        try {
            return aead.encrypt(aead.decrypt(wrapped, context), context);
        } catch (GeneralSecurityException e) {
            refuseWhileBehind(wrapped);
            throw new IllegalStateException("the key of lead " + lead + " cannot be wrapped anew", e);
        }
    }

    /** Whether the key that seals now has sealed this. */
    public boolean current(byte[] sealed) {
        return hasId(sealed) && id(sealed) == primary;
    }

    private static boolean hasId(byte[] sealed) {
        return sealed.length >= PREFIX_BYTES && sealed[0] == PREFIX;
    }

    private static int id(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    /** Asked only after it could not be opened: nothing else is slowed down. */
    private void refuseWhileBehind(byte[] sealed) {
        if (hasId(sealed) && !ids.contains(id(sealed)) && seek.test(id(sealed))) {
            throw new KeysBehind(tenant);
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
            refuseWhileBehind(sealed);
            throw new IllegalStateException("sealed bytes (" + context + ") cannot be opened with the tenant's key", e);
        }
    }

    /** As {@link #seal}, a text as base64. */
    public String sealText(String text, String context) {
        return Base64.getEncoder().encodeToString(seal(text.getBytes(StandardCharsets.UTF_8), context));
    }

    /** Opens what {@link #sealText} sealed; throws as {@link #open}. */
    public String openText(String sealed, String context) {
        return new String(open(Base64.getDecoder().decode(sealed), context), StandardCharsets.UTF_8);
    }

    /** As {@link #resealed}, of what {@link #sealText} sealed. */
    public String resealedText(String sealed, String context) {
        return Base64.getEncoder().encodeToString(resealed(Base64.getDecoder().decode(sealed), context));
    }

    /** What {@link #seal} sealed for the context, under the present key; the same bytes if it is so already. */
    public byte[] resealed(byte[] sealed, String context) {
        return current(sealed) ? sealed : seal(open(sealed, context), context);
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
        KeysetHandle aead = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
        KeysetHandle mac = KeysetHandle.generateNew(HmacParameters.builder()
                .setKeySizeBytes(32)
                .setTagSizeBytes(32)
                .setHashType(HmacParameters.HashType.SHA256)
                // No prefix: the index must stay the same bytes, there is no key to choose by it.
                .setVariant(HmacParameters.Variant.NO_PREFIX)
                .build());
        return stored(tenant, new Both(aead, mac), server);
    }

    /** The stored form after a step; the keys of the blind index stay. */
    static byte[] after(KeyStep step, int tenant, byte[] stored, Aead server) throws GeneralSecurityException {
        Both before = both(tenant, stored, server);
        return stored(tenant, new Both(step.apply(before.aead), before.mac), server);
    }

    /** @param seek looks for a key by its id; false when that was done before, and there is none */
    static Keyset parse(int tenant, long version, byte[] stored, Aead server, IntPredicate seek)
            throws GeneralSecurityException {
        return new Keyset(tenant, version, both(tenant, stored, server), seek);
    }

    private static byte[] stored(int tenant, Both both, Aead server) throws GeneralSecurityException {
        byte[] aead = serialise(both.aead);
        byte[] mac = serialise(both.mac);
        byte[] plain = ByteBuffer.allocate(4 + aead.length + mac.length)
                .putInt(aead.length)
                .put(aead)
                .put(mac)
                .array();
        return server.encrypt(plain, storedContext(tenant));
    }

    private static Both both(int tenant, byte[] stored, Aead server) throws GeneralSecurityException {
        ByteBuffer plain = ByteBuffer.wrap(server.decrypt(stored, storedContext(tenant)));
        byte[] aead = new byte[plain.getInt()];
        plain.get(aead);
        byte[] mac = new byte[plain.remaining()];
        plain.get(mac);
        return new Both(deserialise(aead), deserialise(mac));
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
