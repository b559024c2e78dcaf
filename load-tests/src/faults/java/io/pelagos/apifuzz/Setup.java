package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests that must succeed: what the tool needs to be there. */
final class Setup {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final String address;

    Setup(HttpClient http, String address) {
        this.http = http;
        this.address = address;
    }

    String address() {
        return address;
    }

    /** The answer's body; {@code body} is JSON, single quotes for double ones, or null. */
    JsonNode must(String token, String method, String path, String body) {
        HttpResponse<String> response = send(token, method, path, body);
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + " was answered " + response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    /** The status; for what may be there already. */
    int may(String token, String method, String path, String body) {
        return send(token, method, path, body).statusCode();
    }

    String text(String path) {
        return send("", "GET", path, null).body();
    }

    private HttpResponse<String> send(String token, String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
