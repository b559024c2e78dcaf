package io.pelagos.deadletter;

import io.pelagos.channel.Delivery;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sealed of a letter: {@code {"headers":{name:[value]},"query":{name:[value]},"body":base64,"type":…}}. */
public record LetterBody(
        MultiMap headers,
        MultiMap query,
        byte[] body,
        @Nullable String contentType) {
    byte[] encode() {
        return new JsonObject()
                .put("headers", json(headers))
                .put("query", json(query))
                .put("type", contentType)
                .put("body", Base64.getEncoder().encodeToString(body))
                .toBuffer()
                .getBytes();
    }

    /** All that was sent, of a letter as it is sealed. */
    public static String words(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        byte[] body = Base64.getDecoder().decode(json.getString("body"));
        return json.getJsonObject("headers").encode()
                + '\n'
                + json.getJsonObject("query").encode()
                + '\n'
                + new String(body, StandardCharsets.UTF_8);
    }

    static LetterBody decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        return new LetterBody(
                map(json.getJsonObject("headers")),
                map(json.getJsonObject("query")),
                Base64.getDecoder().decode(json.getString("body")),
                json.getString("type"));
    }

    /** As it came, but for its secrets: nobody asks for them again. */
    Delivery delivery(long atMillis) {
        return new Delivery(headers, query, body, contentType, atMillis, true);
    }

    private static JsonObject json(MultiMap map) {
        JsonObject json = new JsonObject();
        for (Map.Entry<String, String> entry : map) {
            JsonArray values = json.getJsonArray(entry.getKey());
            if (values == null) {
                values = new JsonArray();
                json.put(entry.getKey(), values);
            }
            values.add(entry.getValue());
        }
        return json;
    }

    private static MultiMap map(JsonObject json) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        json.forEach(entry -> ((JsonArray) entry.getValue()).forEach(value -> map.add(entry.getKey(), (String) value)));
        return map;
    }
}
