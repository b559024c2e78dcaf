package io.pelagos.journal;

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
 */
public record Also(
        @Nullable Buffer detail,
        @Nullable Buffer identity,
        @Nullable String identityKind,
        @Nullable Buffer identityGone) {
    public static final Also NOTHING = new Also(null, null, null, null);

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
        return json.isEmpty() ? "" : json.encode();
    }

    static Also parse(String text) {
        JsonObject json = new JsonObject(text);
        String detail = json.getString("detail");
        return new Also(
                detail == null ? null : Buffer.buffer(Base64.getDecoder().decode(detail)),
                hex(json.getString("identity")),
                json.getString("kind"),
                hex(json.getString("gone")));
    }

    private static @Nullable Buffer hex(@Nullable String text) {
        return text == null ? null : PostgresTruth.hex(text);
    }
}
