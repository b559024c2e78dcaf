package io.pelagos.journal;

import io.pelagos.lead.ContactVault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a step writes beside the lead's row and its journal line, in the same transaction.
 *
 * @param detail the lead's new sealed contact and attributes
 * @param identity a hash that makes leads or their parts the same (a phone, a contract's id at another system); the
 *     step does not happen if it is known
 * @param identityKind one letter: p phone, x external id, d deal, c contract, y payment, o opportunity; or n, a number that
 *     is dialled, which may be known
 * @param identityGone a hash that is the lead's no longer
 * @param key takes the place of the lead's key, which is destroyed: all that it sealed is erased. Then {@code detail} is
 *     sealed under this one, and of the lead's source only the advertisement is left
 */
public record Also(
        @Nullable Buffer detail,
        @Nullable Buffer identity,
        @Nullable String identityKind,
        @Nullable Buffer identityGone,
        @Nullable Buffer key) {
    public static final Also NOTHING = new Also(null, null, null, null);

    public Also(
            @Nullable Buffer detail,
            @Nullable Buffer identity,
            @Nullable String identityKind,
            @Nullable Buffer identityGone) {
        this(detail, identity, identityKind, identityGone, null);
    }

    /**
     * Erases what was sealed of a lead.
     *
     * @param phone the hash of its phone; null for none
     */
    public static Also erased(ContactVault.Sealed nothing, byte @Nullable [] phone) {
        return new Also(
                Buffer.buffer(nothing.sealed()),
                null,
                null,
                phone == null ? null : Buffer.buffer(phone),
                Buffer.buffer(nothing.key()));
    }

    /** Only a hash that must be new. */
    public static Also identity(byte[] hash, String kind) {
        return new Also(null, Buffer.buffer(hash), kind, null);
    }

    /** As it stands in an outbox entry; empty for nothing. */
    String text() {
        JsonObject json = new JsonObject();
        if (detail != null) {
            json.put("detail", Base64.getEncoder().encodeToString(detail.getBytes()));
        }
        if (identity != null) {
            json.put("identity", HexFormat.of().formatHex(identity.getBytes())).put("kind", identityKind);
        }
        if (identityGone != null) {
            json.put("gone", HexFormat.of().formatHex(identityGone.getBytes()));
        }
        if (key != null) {
            json.put("key", Base64.getEncoder().encodeToString(key.getBytes()));
        }
        return json.isEmpty() ? "" : json.encode();
    }

    static Also parse(String text) {
        JsonObject json = new JsonObject(text);
        return new Also(
                base64(json.getString("detail")),
                hex(json.getString("identity")),
                json.getString("kind"),
                hex(json.getString("gone")),
                base64(json.getString("key")));
    }

    private static @Nullable Buffer base64(@Nullable String text) {
        return text == null ? null : Buffer.buffer(Base64.getDecoder().decode(text));
    }

    private static @Nullable Buffer hex(@Nullable String text) {
        return text == null ? null : PostgresTruth.hex(text);
    }
}
