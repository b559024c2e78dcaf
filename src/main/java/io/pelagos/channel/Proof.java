package io.pelagos.channel;

import io.pelagos.team.Document;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deliveries of a channel prove where they come from. Field {@code auth} of the channel:
 * {@code {"type":"none"}}, {@code {"type":"shared","in":"header|query|body","name":…}}, {@code {"type":"basic","name":
 * user}}, {@code {"type":"standard-webhooks"}}, or a {@link Signature}: {@code {"type":"hmac-sha256","name":
 * "X-Signature","encoding":"hex|base64|base64-hex"}}, {@code {"type":"meta|linkedin|tiktok|tiktok-open|oceanengine|
 * tencent"}}.
 *
 * @param name of the header, query parameter or body field, for the body a {@link JsonPath}; for basic the user
 * @param signature for kind SIGNATURE
 */
public record Proof(
        Kind kind, Place place, String name, @Nullable Signature signature) {
    private static final List<String> UNSIGNED = List.of("none", "shared", "basic", "standard-webhooks");

    /** NONE: the secret hook address is all. USUAL: a shared secret in any of the usual places. */
    public enum Kind {
        NONE,
        USUAL,
        SHARED,
        BASIC,
        SIGNATURE,
        STANDARD_WEBHOOKS
    }

    /** Where a shared secret is. */
    public enum Place {
        HEADER,
        QUERY,
        BODY
    }

    /** What a channel without {@code auth} asks: what its platform is known for, or what its secret looks like. */
    static Proof usual(Document document, Channel.Type type, @Nullable String secret) {
        return switch (type) {
            case META, LINKEDIN -> signed(type.text());
            case OCEANENGINE -> secret == null ? simple(Kind.NONE, "") : signed(type.text());
            case TIKTOK -> {
                if (secret != null) {
                    document.fault("auth", "is required: how TikTok signs is not known for sure");
                }
                yield simple(Kind.NONE, "");
            }
            case BAIDU -> simple(secret == null ? Kind.NONE : Kind.USUAL, "token");
            case GENERIC, GOOGLE, TENCENT, KUAISHOU, CALLS -> simple(secret == null ? Kind.NONE : Kind.USUAL, "secret");
        };
    }

    private static Proof signed(String type) {
        return new Proof(Kind.SIGNATURE, Place.HEADER, "", Signature.USUAL.get(type));
    }

    private static Proof simple(Kind kind, String name) {
        return new Proof(kind, Place.HEADER, name, null);
    }

    static Proof read(Document document) {
        List<String> types = new ArrayList<>(UNSIGNED);
        Signature.USUAL.keySet().stream().sorted().forEach(types::add);
        String type = document.choice("type", types, null);
        Place place = Place.valueOf(document.choice("in", List.of("header", "query", "body"), "header")
                .toUpperCase(java.util.Locale.ROOT));
        Signature signature = Signature.USUAL.get(type);
        if (signature != null) {
            if (place != Place.HEADER) {
                document.fault("in", "must be header");
            }
            return new Proof(Kind.SIGNATURE, Place.HEADER, "", signature.read(document));
        }
        String name = document.optionalText("name", 200);
        document.choice("encoding", List.of("hex", "base64", "base64-hex"), "hex");
        Kind kind =
                switch (type) {
                    case "shared" -> Kind.SHARED;
                    case "basic" -> Kind.BASIC;
                    case "standard-webhooks" -> Kind.STANDARD_WEBHOOKS;
                    default -> Kind.NONE;
                };
        if (name == null && (kind == Kind.SHARED || kind == Kind.BASIC)) {
            document.fault("name", "is required");
        }
        return new Proof(kind, place, name == null ? "" : name, null);
    }
}
