package io.pelagos.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/** The HTTP contract for setting up and looking afterwards; blocking, for one principal. Not used to make load. */
public final class PelagosApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private static final int MOST_AGAIN = 10;
    private static final long AGAIN_AFTER_MILLIS = 1_000;

    private final String url;
    private final String token;

    /** Status and parsed body; the body of an answer without one is a missing node. */
    public record Answer(int status, JsonNode body) {}

    /** @param url without a path, e.g. {@code http://127.0.0.1:8080} */
    public PelagosApi(String url, String token) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
    }

    /** The same server for another principal. */
    public PelagosApi as(String otherToken) {
        return new PelagosApi(url, otherToken);
    }

    public String url() {
        return url;
    }

    public String token() {
        return token;
    }

    /** POST that must answer 200 or 201. */
    public JsonNode post(String path, String body) {
        return expect(call("POST", path, body), "POST " + path, Set.of(200, 201));
    }

    /** GET that must answer 200, at once or, as a 503 asks for, some seconds later. */
    public JsonNode get(String path) {
        Answer answer = call("GET", path, null);
        for (int again = 0; again < MOST_AGAIN && answer.status() == 503; again++) {
            pause();
            answer = call("GET", path, null);
        }
        return expect(answer, "GET " + path, Set.of(200));
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_AFTER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** @param path under {@code /api/v1}; @param body JSON, or null for none */
    public Answer call(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                // A rebuild answers when it is done.
                .timeout(Duration.ofSeconds(path.startsWith("/operator/") ? 300 : 30))
                .header("Authorization", "Bearer " + token);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<byte[]> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + url + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + " was interrupted", e);
        }
    }

    /** What {@code GET /metrics} tells, in the text format of Prometheus. */
    public String metrics() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("GET /metrics answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException("GET " + url + "/metrics: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("GET /metrics was interrupted", e);
        }
    }

    private static JsonNode expect(Answer answer, String what, Set<Integer> statuses) {
        if (!statuses.contains(answer.status())) {
            throw new IllegalStateException(what + " answered " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }
}
