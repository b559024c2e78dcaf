package io.pelagos.channel;

import io.pelagos.team.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries of a generic channel prove where they come from. Field {@code auth} of the channel:
 * {@code {"type":"none"}}, {@code {"type":"shared","in":"header|query|body","name":…}},
 * {@code {"type":"hmac-sha256","name":"X-Signature","encoding":"hex|base64"}}, {@code {"type":"standard-webhooks"}}.
 *
 * @param name of the header, query parameter or body field; for the body a {@link JsonPath}
 */
public record Proof(Kind kind, Place place, String name, boolean base64) {
    /** NONE: the secret hook address is all. USUAL: a shared secret in any of the usual places. */
    public enum Kind {
        NONE,
        USUAL,
        SHARED,
        HMAC,
        STANDARD_WEBHOOKS
    }

    /** Where a shared secret or signature is. */
    public enum Place {
        HEADER,
        QUERY,
        BODY
    }

    /** What a channel without {@code auth} asks: nothing, or whatever its secret looks like. */
    static Proof usual(@Nullable String secret) {
        return new Proof(secret == null ? Kind.NONE : Kind.USUAL, Place.HEADER, "", false);
    }

    static Proof read(Document document) {
        String type = document.choice("type", List.of("none", "shared", "hmac-sha256", "standard-webhooks"), null);
        String place = document.choice("in", List.of("header", "query", "body"), "header");
        String name = document.optionalText("name", 200);
        String encoding = document.choice("encoding", List.of("hex", "base64"), "hex");
        Kind kind =
                switch (type) {
                    case "shared" -> Kind.SHARED;
                    case "hmac-sha256" -> Kind.HMAC;
                    case "standard-webhooks" -> Kind.STANDARD_WEBHOOKS;
                    default -> Kind.NONE;
                };
        if (name == null && (kind == Kind.SHARED || kind == Kind.HMAC)) {
            document.fault("name", "is required");
        }
        if (kind == Kind.HMAC && !place.equals("header")) {
            document.fault("in", "must be header");
        }
        Place where =
                switch (place) {
                    case "query" -> Place.QUERY;
                    case "body" -> Place.BODY;
                    default -> Place.HEADER;
                };
        return new Proof(kind, where, name == null ? "" : name, encoding.equals("base64"));
    }
}
