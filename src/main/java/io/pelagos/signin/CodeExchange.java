package io.pelagos.signin;

import io.pelagos.platform.GuardedClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes the code that a browser has brought into the token that tells who its user is. */
final class CodeExchange {
    private static final int ANSWER_BYTES_MAX = 65_536;

    private final GuardedClient client;

    CodeExchange(GuardedClient client) {
        this.client = client;
    }

    /** Null when the provider does not take the code. Fails with {@link ProviderTrouble}. */
    Future<@Nullable String> idToken(
            Provider provider, String clientId, @Nullable String secret, OidcState.Pending pending, String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", pending.redirectUri());
        form.put("code_verifier", pending.verifier());
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        if (secret != null && provider.basic()) {
            headers.put("Authorization", basic(clientId, secret));
        } else {
            form.put("client_id", clientId);
            if (secret != null) {
                form.put("client_secret", secret);
            }
        }
        return client.send(
                        new GuardedClient.Request(
                                "POST", provider.token(), headers, Buffer.buffer(form(form)), ANSWER_BYTES_MAX),
                        Providers.ANSWER_MILLIS)
                .recover(failure ->
                        Future.failedFuture(new ProviderTrouble("it cannot be reached: " + failure.getMessage())))
                .map(CodeExchange::idToken);
    }

    private static @Nullable String idToken(GuardedClient.Reply reply) {
        // 400: the code is wrong, used or too old. 401: it does not know us; its operator can tell why.
        if (reply.status() == 400) {
            return null;
        }
        JsonObject said = Providers.json(reply);
        return said.getValue("id_token") instanceof String token ? token : null;
    }

    /** User and password are encoded like a form first (RFC 6749, 2.3.1). */
    private static String basic(String clientId, String secret) {
        String both = encoded(clientId) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
