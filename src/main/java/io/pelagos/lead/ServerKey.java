package io.pelagos.lead;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import io.pelagos.platform.StartFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * The server's own keyset, which wraps all others. It is stored wrapped by a key derived from
 * {@code PELAGOS_MASTER_KEY} (HKDF-SHA256), or as it is when there is none.
 */
final class ServerKey {
    private static final int MASTER_KEY_MIN_CHARS = 32;
    private static final byte[] CONTEXT = "pelagos server keyset".getBytes(StandardCharsets.UTF_8);

    private final @Nullable Aead wrapper;

    /** Throws {@link StartFailure} when a master key is given that is too short. */
    ServerKey(@Nullable String masterKey) {
        this(masterKey, "PELAGOS_MASTER_KEY");
    }

    /** @param variable where it comes from, for whoever has to mend it */
    ServerKey(@Nullable String masterKey, String variable) {
        this.wrapper = masterKey == null ? null : wrapper(masterKey, variable);
    }

    boolean wraps() {
        return wrapper != null;
    }

    /** A new keyset in its stored form. */
    byte[] create() throws GeneralSecurityException {
        return wrap(Keyset.serialise(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)));
    }

    /** The stored form of a plain keyset: wrapped if there is a master key. */
    byte[] wrap(byte[] plain) throws GeneralSecurityException {
        return wrapper == null ? plain : wrapper.encrypt(plain, CONTEXT);
    }

    /** The keyset itself, of its stored form; throws as {@link #parse}. */
    byte[] plain(byte[] stored, boolean wrapped) {
        return wrapped ? unwrap(stored) : stored;
    }

    /** Reads the stored form; throws {@link StartFailure} that names what is wrong with the master key. */
    Aead parse(byte[] stored, boolean wrapped) throws GeneralSecurityException {
        return Keyset.deserialise(plain(stored, wrapped)).getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private byte[] unwrap(byte[] stored) {
        if (wrapper == null) {
            throw new StartFailure("contact data in this database is locked with a master key:"
                    + " set PELAGOS_MASTER_KEY to the one that it was set up with");
        }
        try {
            return wrapper.decrypt(stored, CONTEXT);
        } catch (GeneralSecurityException e) {
            throw new StartFailure("PELAGOS_MASTER_KEY is not the master key that this database was set up with", e);
        }
    }

    private static Aead wrapper(String masterKey, String variable) {
        if (masterKey.length() < MASTER_KEY_MIN_CHARS) {
            throw new StartFailure(variable + " has fewer than " + MASTER_KEY_MIN_CHARS + " characters");
        }
        try {
            byte[] salt = "pelagos".getBytes(StandardCharsets.UTF_8);
            return new AesGcmJce(
                    Hkdf.computeHkdf("HMACSHA256", masterKey.getBytes(StandardCharsets.UTF_8), salt, CONTEXT, 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key can be derived from the master key", e);
        }
    }
}
