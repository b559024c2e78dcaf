package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that keeps cookies as a browser does, follows no redirect, and sends what headers it is told. */
final class Browser {
    private final HttpClient client;
    private final String base;
    private final Map<String, String> cookies = new HashMap<>();

    Browser(String base) {
        this(base, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    Browser(String base, HttpClient client) {
        this.base = base;
        this.client = client;
    }

    /** An answer. */
    record Page(HttpResponse<String> raw) {
        int status() {
            return raw.statusCode();
        }

        JsonObject json() {
            return new JsonObject(raw.body());
        }

        String problem() {
            return json().getString("type").replace("/problems/", "");
        }

        /** The first of that name; empty for none. */
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        List<String> headers(String name) {
            return raw.headers().allValues(name);
        }
    }

    Page get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Page send(String method, String path, JsonObject body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!cookies.isEmpty()) {
            StringBuilder line = new StringBuilder();
            cookies.forEach((name, value) -> line.append(line.isEmpty() ? "" : "; ")
                    .append(name)
                    .append('=')
                    .append(value));
            request.header("Cookie", line.toString());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            Page page = new Page(client.send(request.build(), BodyHandlers.ofString()));
            page.headers("Set-Cookie").forEach(this::keep);
            return page;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(String header) {
        String pair = header.split(";", 2)[0];
        String name = pair.substring(0, pair.indexOf('='));
        String value = pair.substring(pair.indexOf('=') + 1);
        if (header.contains("Max-Age=0;") || value.isEmpty()) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }

    Map<String, String> cookies() {
        return cookies;
    }
}
