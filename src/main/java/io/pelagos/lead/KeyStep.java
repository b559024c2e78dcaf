package io.pelagos.lead;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** The steps in which a tenant's key gives way to another, in their order; each makes a new version of the keyset. */
public enum KeyStep {
    /** A new key can open, and seals nothing yet. */
    ADD {
        @Override
        KeysetHandle apply(KeysetHandle keys) throws GeneralSecurityException {
            return KeysetHandle.newBuilder(keys)
                    .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                            .withRandomId())
                    .build();
        }
    },
    /** The newest key seals from now on; the others open. */
    PROMOTE {
        @Override
        KeysetHandle apply(KeysetHandle keys) throws GeneralSecurityException {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
            builder.getAt(builder.size() - 1).makePrimary();
            return builder.build();
        }
    },
    /** Only the key that seals is left. What another has sealed can never be opened again. */
    DESTROY {
        @Override
        KeysetHandle apply(KeysetHandle keys) throws GeneralSecurityException {
            KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
            for (int i = builder.size() - 1; i >= 0; i--) {
                if (!builder.getAt(i).isPrimary()) {
                    builder.deleteAt(i);
                }
            }
            return builder.build();
        }
    };

    abstract KeysetHandle apply(KeysetHandle keys) throws GeneralSecurityException;
}
