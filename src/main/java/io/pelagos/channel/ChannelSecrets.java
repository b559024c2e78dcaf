package io.pelagos.channel;

import io.pelagos.lead.Keyset;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Channels' secrets at rest, each by itself: {@code sealed:} and the base64 of the text under the tenant's key. */
public final class ChannelSecrets {
    public static final String SEALED = "sealed:";
    public static final String SECRET = "secret";
    public static final String CREDENTIALS = "credentials";

    private ChannelSecrets() {}

    /** The channel's document with its secret and its credentials sealed, those that are not yet. */
    public static JsonObject seal(Keyset tenant, String channel, JsonObject document) {
        JsonObject sealed = document.copy();
        if (document.getValue(SECRET) instanceof String secret) {
            sealed.put(SECRET, seal(tenant, secret, context(channel)));
        }
        if (sealed.getValue(CREDENTIALS) instanceof JsonObject credentials) {
            for (String name : credentials.fieldNames()) {
                if (credentials.getValue(name) instanceof String text) {
                    credentials.put(name, seal(tenant, text, context(channel, name)));
                }
            }
        }
        return sealed;
    }

    /** The document with all that is sealed in it under the tenant's present key. */
    public static JsonObject resealed(Keyset tenant, String channel, JsonObject document) {
        JsonObject resealed = document.copy();
        if (document.getValue(SECRET) instanceof String secret) {
            resealed.put(SECRET, resealed(tenant, secret, context(channel)));
        }
        if (resealed.getValue(CREDENTIALS) instanceof JsonObject credentials) {
            for (String name : List.copyOf(credentials.fieldNames())) {
                if (credentials.getValue(name) instanceof String text) {
                    credentials.put(name, resealed(tenant, text, context(channel, name)));
                }
            }
        }
        return resealed;
    }

    private static String resealed(Keyset tenant, String text, String context) {
        return text.startsWith(SEALED) ? encoded(tenant.resealed(decoded(text), context)) : text;
    }

    private static String encoded(byte[] sealed) {
        return SEALED + Base64.getEncoder().encodeToString(sealed);
    }

    private static byte[] decoded(String text) {
        return Base64.getDecoder().decode(text.substring(SEALED.length()));
    }

    private static String seal(Keyset tenant, String text, String context) {
        return text.startsWith(SEALED) ? text : encoded(tenant.seal(text.getBytes(StandardCharsets.UTF_8), context));
    }

    /** The secrets themselves; throws {@link IllegalStateException} when one was sealed for another channel. */
    public static Credentials open(Keyset tenant, Channel channel) {
        if (channel.secret() == null && channel.credentials().isEmpty()) {
            return Credentials.NONE;
        }
        Map<String, String> named = new HashMap<>();
        channel.credentials().forEach((name, text) -> named.put(name, open(tenant, text, context(channel.id(), name))));
        String secret = channel.secret();
        return new Credentials(secret == null ? null : open(tenant, secret, context(channel.id())), named);
    }

    private static String open(Keyset tenant, String text, String context) {
        if (!text.startsWith(SEALED)) {
            return text;
        }
        return new String(tenant.open(decoded(text), context), StandardCharsets.UTF_8);
    }

    private static String context(String channel) {
        return "channel secret " + channel;
    }

    /** Apart from the secret's: a channel's id holds no space. */
    private static String context(String channel, String name) {
        return "channel credential " + channel + " " + name;
    }
}
