package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What one tenant's webhook was told and has taken, in the order in which it came. */
final class Inbox {

    /**
     * A message that was taken.
     *
     * @param event as the API shows it: version, type, at, from, to, data, hash …
     * @param signed whether its signature is right
     */
    record Message(String id, long lead, JsonNode event, boolean signed) {}

    private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
    private volatile byte[] secret = {};
    private volatile boolean closing;

    /** {@code whsec_} and base64, as Standard Webhooks has it. */
    void secret(String text) {
        secret = Base64.getDecoder().decode(text.substring(text.indexOf('_') + 1));
    }

    void add(Headers headers, byte[] body) throws IOException {
        String id = headers.getFirst("webhook-id");
        JsonNode json = Api.JSON.readTree(body);
        String signed = id + "." + headers.getFirst("webhook-timestamp") + ".";
        messages.add(new Message(
                id,
                json.path("lead").asLong(),
                json.path("event"),
                headers.getFirst("webhook-signature").contains("v1," + hmac(signed, body))));
    }

    private String hmac(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nothing is refused any more: what was would come again only after seconds. */
    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    List<Message> messages() {
        return List.copyOf(messages);
    }
}
