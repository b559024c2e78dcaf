package io.pelagos.channel;

import io.pelagos.lead.Keyset;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Channels' secrets at rest: {@code sealed:} and the base64 of the text under the tenant's key. */
public final class ChannelSecrets {
    private static final String PREFIX = "sealed:";

    private ChannelSecrets() {}

    /** The channel's document with its secret sealed, if it has one that is not. */
    public static JsonObject seal(Keyset tenant, String channel, JsonObject document) {
        if (!(document.getValue("secret") instanceof String secret) || secret.startsWith(PREFIX)) {
            return document;
        }
        byte[] sealed = tenant.seal(secret.getBytes(StandardCharsets.UTF_8), context(channel));
        return document.copy().put("secret", PREFIX + Base64.getEncoder().encodeToString(sealed));
    }

    /** The secret itself; throws {@link IllegalStateException} when it was sealed for another channel. */
    public static @Nullable String open(Keyset tenant, Channel channel) {
        String secret = channel.secret();
        if (secret == null || !secret.startsWith(PREFIX)) {
            return secret;
        }
        byte[] sealed = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        return new String(tenant.open(sealed, context(channel.id())), StandardCharsets.UTF_8);
    }

    private static String context(String channel) {
        return "channel secret " + channel;
    }
}
