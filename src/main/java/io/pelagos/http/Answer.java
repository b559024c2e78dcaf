package io.pelagos.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a route answers. */
public record Answer(int status, Buffer body, String type, Map<String, String> headers) {
    public static final String JSON = "application/json";
    private static final Buffer NOTHING = Buffer.buffer();

    public static Answer json(int status, Buffer body) {
        return new Answer(status, body, JSON, Map.of());
    }

    public static Answer json(int status, JsonObject body) {
        return json(status, body.toBuffer());
    }

    public static Answer ok(JsonObject body) {
        return json(200, body);
    }

    public static Answer none() {
        return new Answer(204, NOTHING, "", Map.of());
    }

    /** A list; a cursor when there is more. */
    public static Answer list(JsonArray items, @Nullable String next) {
        return ok(new JsonObject().put("items", items).put("next", next));
    }

    public Answer header(String name, String value) {
        if (headers.isEmpty()) {
            return new Answer(status, body, type, Map.of(name, value));
        }
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, body, type, Map.copyOf(more));
    }

    /** With the configuration's version as ETag. */
    public Answer etag(long version) {
        return header("ETag", '"' + Long.toString(version) + '"');
    }
}
