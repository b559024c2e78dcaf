package io.pelagos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A small client of the API, over real sockets. */
public final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What has no version. */
    private static final List<String> OUTSIDE = List.of("/hooks", "/health", "/metrics", "/openapi");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String token;

    /** An answer: its status, its body as text, and what the tests look at in it. */
    public record Reply(int status, String body, java.net.http.HttpHeaders headers) {
        public JsonObject json() {
            return new JsonObject(body);
        }

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The slug of a problem, empty for what is none. */
        public String problem() {
            return ok() || body.isEmpty() ? "" : json().getString("type", "").replace("/problems/", "");
        }

        public boolean replayed() {
            return headers.firstValue("Idempotent-Replayed").isPresent();
        }

        /** The ids of the leads that a claim won. */
        public List<String> leads() {
            JsonArray claims = ok() ? json().getJsonArray("claims", new JsonArray()) : new JsonArray();
            return claims.stream().map(c -> ((JsonObject) c).getString("id")).toList();
        }

        /** Status and slug, for messages and for counting answers. */
        @Override
        public String toString() {
            return ok() ? Integer.toString(status) : status + " " + problem();
        }
    }

    Http(String base, String token) {
        this.base = base;
        this.token = token;
    }

    public Http as(String otherToken) {
        return new Http(base, otherToken);
    }

    public String base() {
        return base;
    }

    public Reply get(String path) {
        return await(send("GET", path, null, ""));
    }

    public Reply delete(String path) {
        return await(send("DELETE", path, null, ""));
    }

    public Reply put(String path, JsonObject body) {
        return await(send("PUT", path, body, ""));
    }

    public Reply post(String path, JsonObject body) {
        return await(sendPost(path, body, ""));
    }

    public Reply post(String path, JsonObject body, String key) {
        return await(sendPost(path, body, key));
    }

    /** Does not wait; {@code key} is the Idempotency-Key, empty for none. */
    public CompletableFuture<Reply> sendPost(String path, JsonObject body, String key) {
        return send("POST", path, body, key);
    }

    Reply send(String method, String path, JsonObject body) {
        return await(send(method, path, body, ""));
    }

    private CompletableFuture<Reply> send(String method, String path, JsonObject body, String key) {
        return sendBytes(method, path, body == null ? null : body.toBuffer().getBytes(), key);
    }

    /** Posts a file. */
    public Reply file(String path, String type, byte[] body, String key) {
        return await(sendBytes("POST", path, type, body, key));
    }

    /** Asks for something that may have no end: status, headers, and the body only of a refusal. */
    public Reply head(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + (token.isEmpty() ? "none" : token))
                .build();
        return await(CLIENT.sendAsync(request, BodyHandlers.ofInputStream()).thenApply(response -> {
            try (java.io.InputStream body = response.body()) {
                boolean ok = response.statusCode() < 300;
                String text = ok ? "" : new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                return new Reply(response.statusCode(), text, response.headers());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }));
    }

    /** Puts a YAML file, with further headers: name, value, … */
    public Reply yaml(String path, String text, String... headers) {
        byte[] body = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return await(sendBytes("PUT", path, "application/yaml", body, "", headers));
    }

    public CompletableFuture<Reply> sendBytes(String method, String path, byte[] body, String key) {
        return sendBytes(method, path, "application/json", body, key);
    }

    private CompletableFuture<Reply> sendBytes(
            String method, String path, String type, byte[] body, String key, String... headers) {
        String where = OUTSIDE.stream().anyMatch(path::startsWith) ? path : "/api/v1" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + where))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", type);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(Http::reply)
                .exceptionallyCompose(e ->
                        CompletableFuture.failedFuture(new IOException("no answer to " + method + " " + where, e)));
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.body(), response.headers());
    }

    /** Waits for an answer; throws when the connection broke or nothing came. */
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("an answer began and did not end", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Waits for all of them. */
    public static <T> List<T> all(List<CompletableFuture<T>> answers) {
        return answers.stream().map(Http::await).toList();
    }
}
