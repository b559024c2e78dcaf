package io.pelagos.channel;

import io.pelagos.lead.Phones;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One source of leads: an ad account, a form, an import.
 *
 * @param secret as it is stored, see {@link ChannelSecrets}; null: none
 * @param defaultRegion ISO 3166 code that phones without a country code belong to
 * @param hookKey the last part of its hook address, which nobody can guess
 */
public record Channel(
        String id,
        Type type,
        String name,
        String pool,
        @Nullable String secret,
        Proof proof,
        Mapping mapping,
        @Nullable String defaultRegion,
        boolean enabled,
        String hookKey) {
    private static final Pattern HOOK_KEY = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final Pattern REGION = Pattern.compile("[A-Z]{2}");
    private static final int SECRET_MAX = 4_096;
    private static final List<String> TYPES =
            List.of("generic", "google", "meta", "tiktok", "oceanengine", "tencent", "baidu", "linkedin");

    /** Whose language it speaks. */
    public enum Type {
        GENERIC,
        GOOGLE
    }

    /** Section {@code channel} of a tenant's configuration. */
    public static final Section<Channel> CHANNEL =
            new Section<>("channel", (id, json) -> Document.read(json, document -> read(id, document)));

    private static Channel read(String id, Document document) {
        Type type = type(document);
        String secret = document.optionalText("secret", SECRET_MAX);
        Proof proof = document.object("auth", Proof::read);
        checkSecret(document, type, secret, proof);
        JsonObject mapping = document.free("mapping", 20_000);
        String region = document.optionalText("default_region", REGION, "a country code such as CN");
        if (region != null && !Phones.knowsRegion(region)) {
            document.fault("default_region", "is not a region that has phone numbers");
        }
        refuseUnlessEmpty(document);
        return new Channel(
                id,
                type,
                document.text("name", 200),
                document.text("pool", Document.ID, "the id of a pool"),
                secret,
                proof == null ? Proof.usual(secret) : proof,
                mapping == null ? Mapping.USUAL : Mapping.read(mapping),
                region,
                document.flag("enabled", true),
                document.text("hook_key", HOOK_KEY, "16 to 64 of a-z, A-Z, 0-9, _ and -"));
    }

    private static Type type(Document document) {
        String type = document.choice("type", TYPES, null);
        return switch (type) {
            case "generic" -> Type.GENERIC;
            case "google" -> Type.GOOGLE;
            default -> {
                document.fault("type", "is not supported yet");
                yield Type.GENERIC;
            }
        };
    }

    private static void checkSecret(Document document, Type type, @Nullable String secret, @Nullable Proof proof) {
        boolean needed = type == Type.GOOGLE || (proof != null && proof.kind() != Proof.Kind.NONE);
        if (needed && secret == null) {
            document.fault("secret", "is required");
        }
        if (type == Type.GOOGLE && proof != null) {
            document.fault("auth", "is for generic channels; Google sends its key in the body");
        }
    }

    /** Fields of the contract that do nothing yet: whoever writes something into them has to know. */
    private static void refuseUnlessEmpty(Document document) {
        JsonArray routing = document.freeList("routing", 100);
        if (routing != null && !routing.isEmpty()) {
            document.fault("routing", "is not supported yet");
        }
        JsonObject dedupe = document.free("dedupe", 20_000);
        if (dedupe != null && !dedupe.isEmpty()) {
            document.fault("dedupe", "is not supported yet");
        }
    }
}
