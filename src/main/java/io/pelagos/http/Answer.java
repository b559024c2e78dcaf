package io.pelagos.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param stream writes the body piece by piece; null when {@code body} is all of it
 * @param cookies headers that set a cookie each
 */
public record Answer(
        int status,
        Buffer body,
        String type,
        Map<String, String> headers,
        @Nullable Streaming stream,
        List<String> cookies) {
    public static final String JSON = "application/json";
    private static final Buffer NOTHING = Buffer.buffer();

    /** A body that is too long to be held, or that has no end. */
    @FunctionalInterface
    public interface Streaming {
        /**
         * Writes no faster than {@code out} takes it, see {@link WriteStream#writeQueueFull}. Does not end it: the future
         * tells that all is written. When it fails the connection is cut, so that nobody takes a part for the whole.
         *
         * @param gone completes when the client has left
         */
        Future<Void> write(WriteStream<Buffer> out, Future<Void> gone);

        /** Called in place of it for a client that has left before. */
        default void unused() {}
    }

    public Answer(int status, Buffer body, String type, Map<String, String> headers) {
        this(status, body, type, headers, null, List.of());
    }

    public static Answer stream(int status, String type, Streaming stream) {
        return new Answer(status, NOTHING, type, Map.of(), stream, List.of());
    }

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
            return new Answer(status, body, type, Map.of(name, value), stream, cookies);
        }
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, body, type, Map.copyOf(more), stream, cookies);
    }

    /** With one more header that sets a cookie. */
    public Answer cookie(String header) {
        List<String> more = new ArrayList<>(cookies);
        more.add(header);
        return new Answer(status, body, type, headers, stream, List.copyOf(more));
    }

    /** With the configuration's version as ETag. */
    public Answer etag(long version) {
        return header("ETag", '"' + Long.toString(version) + '"');
    }
}
