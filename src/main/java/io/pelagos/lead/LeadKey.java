package io.pelagos.lead;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** One lead's own key, unwrapped. Whoever destroys the wrapped form has erased all that it sealed. */
public final class LeadKey {
    private final byte[] wrapped;
    private final Aead aead;

    LeadKey(byte[] wrapped, byte[] key) throws GeneralSecurityException {
        this.wrapped = wrapped;
        this.aead = new AesGcmJce(key); // a random 96-bit nonce for each message
    }

    /** The form to store: sealed by the tenant's key, bound to tenant and lead. */
    public byte[] wrapped() {
        return wrapped;
    }

    /** Seals; {@code context} says what the bytes are, and has to be the same at {@link #open}. */
    public byte[] seal(byte[] plain, String context) {
        try {
            return aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Opens; throws {@link IllegalStateException} when the bytes are not what this key sealed for the context. */
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealed bytes (" + context + ") cannot be opened with their lead's key", e);
        }
    }
}
