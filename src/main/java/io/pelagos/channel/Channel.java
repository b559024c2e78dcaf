package io.pelagos.channel;

import io.pelagos.lead.Phones;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One source of leads: an ad account, a form, an import.
 *
 * @param secret as it is stored, see {@link ChannelSecrets}; null: none
 * @param pool empty for a channel of calls
 * @param calls the mapping of a channel of calls
 * @param credentials further secrets by their names, as they are stored
 * @param reply what to answer instead of the platform's usual acknowledgement; null: that
 * @param defaultRegion ISO 3166 code that phones without a country code belong to
 * @param silence how long no lead may come by it; null: any time
 * @param ping for partners who ask before they send; null: they send at once
 * @param hookKey the last part of its hook address, which nobody can guess
 * @param routing which pool its leads go to; {@code pool} unless a rule says another
 * @param dedupe what becomes of leads that are there already; null: what is usual
 */
public record Channel(
        String id,
        Type type,
        String name,
        String pool,
        @Nullable String secret,
        Map<String, String> credentials,
        Proof proof,
        Mapping mapping,
        ChannelAdapter.@Nullable Reply reply,
        ChannelSettings settings,
        CallMapping calls,
        @Nullable String defaultRegion,
        boolean enabled,
        @Nullable SilenceAlarm silence,
        @Nullable PingTerms ping,
        String hookKey,
        Routing routing,
        @Nullable Dedupe dedupe) {
    private static final Pattern HOOK_KEY = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final Pattern REGION = Pattern.compile("[A-Z]{2}");
    private static final int SECRET_MAX = 4_096;
    private static final int CREDENTIALS_MAX = 10;
    private static final Pattern CREDENTIAL = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int SEALED_MAX = 8_192;
    private static final int SLA_MAX = 2_000;

    /** Whose language it speaks. */
    public enum Type {
        GENERIC,
        GOOGLE,
        META,
        TIKTOK,
        OCEANENGINE,
        TENCENT,
        BAIDU,
        LINKEDIN,
        KUAISHOU,
        /** No leads: a phone system tells of calls. */
        CALLS;

        /** Whether the platform sends again what it has sent before, with more in it. */
        boolean sendsUpdates() {
            return this == BAIDU;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> TYPES =
            Stream.of(Type.values()).map(Type::text).toList();

    /** Section {@code channel} of a tenant's configuration. */
    public static final Section<Channel> CHANNEL =
            new Section<>("channel", (id, json) -> Document.read(json, document -> read(id, document)));

    private static Channel read(String id, Document document) {
        Type type = Type.valueOf(document.choice("type", TYPES, null).toUpperCase(Locale.ROOT));
        String secret = document.optionalText("secret", SECRET_MAX);
        Proof proof = document.object("auth", Proof::read);
        if (proof == null) {
            proof = Proof.usual(document, type, secret);
        } else if (type == Type.GOOGLE) {
            document.fault("auth", "is not for Google, which sends its key in the body");
        }
        boolean needed = type == Type.GOOGLE || type == Type.LINKEDIN || proof.kind() != Proof.Kind.NONE;
        if (needed && secret == null) {
            document.fault("secret", "is required");
        }
        // Package recycling reads it, which comes before this one.
        document.free("sla", SLA_MAX);
        JsonObject mapping = document.free("mapping", 20_000);
        String region = document.optionalText("default_region", REGION, "a country code such as CN");
        if (region != null && !Phones.knowsRegion(region)) {
            document.fault("default_region", "is not a region that has phone numbers");
        }
        ChannelAdapter.Reply reply = document.object("reply", Acknowledgement::read);
        if (reply != null && type == Type.GOOGLE) {
            document.fault("reply", "is not for Google, which takes nothing but 200 {}");
        }
        ChannelSettings settings = document.object("settings", some -> ChannelSettings.read(type, some));
        return new Channel(
                id,
                type,
                document.text("name", 200),
                pool(document, type),
                secret,
                credentials(document),
                proof,
                mapping == null || type == Type.CALLS ? Mapping.USUAL : Mapping.read(mapping),
                reply,
                settings == null ? ChannelSettings.usual(type) : settings,
                mapping == null || type != Type.CALLS ? CallMapping.USUAL : CallMapping.read(mapping),
                region,
                document.flag("enabled", true),
                SilenceAlarm.in(document),
                ping(document, type),
                document.text("hook_key", HOOK_KEY, "16 to 64 of a-z, A-Z, 0-9, _ and -"),
                Routing.in(document),
                Dedupe.in(document));
    }

    private static String pool(Document document, Type type) {
        String rule = "the id of a pool";
        if (type != Type.CALLS) {
            return document.text("pool", Document.ID, rule);
        }
        if (document.optionalText("pool", Document.ID, rule) != null) {
            document.fault("pool", "is not for calls");
        }
        return "";
    }

    private static @Nullable PingTerms ping(Document document, Type type) {
        PingTerms terms = PingTerms.in(document);
        if (terms != null && type != Type.GENERIC) {
            document.fault("ping_post", "is for generic channels");
        }
        return terms;
    }

    private static Map<String, String> credentials(Document document) {
        Map<String, String> credentials = new HashMap<>();
        document.object("credentials", named -> {
            for (String name : named.names()) {
                String text = named.optionalText(name, SEALED_MAX);
                if (!CREDENTIAL.matcher(name).matches()) {
                    named.fault(name, "must be named by 1 to 40 of a-z, 0-9 and _");
                } else if (text != null) {
                    credentials.put(name, text);
                }
            }
            return named;
        });
        if (credentials.size() > CREDENTIALS_MAX) {
            document.fault("credentials", "must have at most " + CREDENTIALS_MAX + " items");
        }
        return Map.copyOf(credentials);
    }
}
