package io.pelagos.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;

/** Calls this very server, as browsers and platforms do. */
final class Client {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final String base;
    private final Context context;

    /**
     * Goes to one server.
     *
     * @param base such as {@code http://127.0.0.1:8080}
     * @param context where answers are told
     */
    Client(String base, Context context) {
        this.base = base;
        this.context = context;
    }

    Future<Reply> get(String token, String path) {
        return send(request(token, path).GET());
    }

    Future<Reply> post(String token, String path, JsonObject body) {
        return send(request(token, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode())));
    }

    /** Lines of JSON. */
    Future<Reply> file(String token, String path, String lines) {
        return send(request(token, path)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines)));
    }

    private HttpRequest.Builder request(String token, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Future<Reply> send(HttpRequest.Builder request) {
        return Future.fromCompletionStage(http.sendAsync(request.build(), BodyHandlers.ofString()), context)
                .map(Client::reply);
    }

    private static Reply reply(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try {
            boolean json = type.contains("json") && response.body().startsWith("{");
            return new Reply(response.statusCode(), json ? new JsonObject(response.body()) : new JsonObject());
        } catch (DecodeException e) {
            return new Reply(response.statusCode(), new JsonObject());
        }
    }
}
