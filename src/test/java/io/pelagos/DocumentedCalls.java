package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Calls operations and compares what goes and comes with the OpenAPI document. */
abstract class DocumentedCalls {
    private static final long PATIENCE_MILLIS = TestNode.PATIENCE_MILLIS;
    static final String KEY = "Idempotency-Key";

    private final OpenApiDocument document;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> good = new TreeSet<>();
    private final Set<String> bad = new TreeSet<>();
    private int keys;

    DocumentedCalls(OpenApiDocument document, int port) {
        this.document = document;
        this.port = port;
    }

    List<String> faults() {
        return faults;
    }

    /** Takes over what another one has found. */
    void add(DocumentedCalls other) {
        faults.addAll(other.faults);
        good.addAll(other.good);
        bad.addAll(other.bad);
    }

    /** Operations that answered 2xx, or sent on, at least once. */
    Set<String> good() {
        return good;
    }

    /** Operations that refused something at least once. */
    Set<String> bad() {
        return bad;
    }

    /** An answer. */
    record Reply(String operation, int status, String body, Map<String, String> headers) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Calls twice with one Idempotency-Key: it happens once, and the second answer is the first one again. */
    Reply twice(int status, String token, String operation, JsonObject body, String... names) {
        String[] keyed = Arrays.copyOf(names, names.length + 2);
        keyed[names.length] = KEY;
        keys++;
        keyed[names.length + 1] = lastKey();
        Reply first = expect(status, call(token, operation, "", body, keyed));
        Reply second = expect(status, call(token, operation, "", body, keyed));
        same(first, second);
        if (!second.header("idempotent-replayed").equals("true")) {
            throw new AssertionError(operation + " does not say that it has answered this before");
        }
        return first;
    }

    /** The key of the last call that was made twice. */
    String lastKey() {
        return getClass().getSimpleName() + "-twice-" + keys;
    }

    static void same(Reply first, Reply second) {
        if (!second.body.equals(first.body)) {
            throw new AssertionError(first.operation + " answered " + first.body + " and then " + second.body);
        }
    }

    Reply expect(int status, Reply reply) {
        if (reply.status != status) {
            throw new AssertionError(
                    reply.operation + " answered " + reply.status + " and not " + status + ": " + reply.body);
        }
        return reply;
    }

    Reply eventually(String token, String operation, String query, int status, String... names) {
        return eventually(() -> call(token, operation, query, null, names), status);
    }

    Reply eventually(String token, String operation, JsonObject body, int status, String... names) {
        return eventually(() -> call(token, operation, "", body, names), status);
    }

    Reply eventually(java.util.function.Supplier<Reply> ask, int status) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        Reply reply = ask.get();
        while (reply.status != status && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
            reply = ask.get();
        }
        return expect(status, reply);
    }

    Reply call(String token, String operation, String query, JsonObject body, String... names) {
        return callText(token, operation, query, body == null ? null : body.encode(), "application/json", names);
    }

    /** {@code names}: parameters of the path by their name, and headers, each followed by its value. */
    Reply callText(String token, String operation, String query, String body, String contentType, String... names) {
        int space = operation.indexOf(' ');
        String path = operation.substring(space + 1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            String hole = "{" + names[i] + "}";
            if (path.contains(hole)) {
                path = path.replace(hole, names[i + 1]);
            } else {
                headers.put(names[i], names[i + 1]);
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                .method(
                        operation.substring(0, space),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Map<String, String> answered = new HashMap<>();
            response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
            Reply reply = new Reply(operation, response.statusCode(), response.body(), answered);
            check(reply, body, contentType);
            return reply;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Opens a stream, and reads and compares its events until one of this name has come. */
    void stream(String token, String operation, String query, String until, Runnable meanwhile) {
        String path = operation.substring(operation.indexOf(' ') + 1);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + query))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            String type = response.headers().firstValue("content-type").orElse("");
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
                check(new Reply(operation, response.statusCode(), "", Map.of("content-type", type)), null, "");
                meanwhile.run();
                String name = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event: ")) {
                        name = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        String event = name;
                        document.faultsOfEvent(operation, event, line.substring(6))
                                .forEach(fault -> faults.add(operation + ", event " + event + ": " + fault));
                    } else if (line.isEmpty() && name.equals(until)) {
                        return;
                    }
                }
                throw new AssertionError(operation + " ended without an event " + until);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void check(Reply reply, String body, String contentType) throws IOException {
        boolean ok = reply.status < 400;
        (ok ? good : bad).add(reply.operation);
        List<String> found = new ArrayList<>(document.faultsOfAnswer(
                reply.operation, reply.status, reply.header("content-type"), reply.body, reply.headers));
        if (ok && body != null) {
            found.addAll(document.faultsOfRequest(reply.operation, contentType, body));
        }
        found.forEach(fault -> faults.add(reply.operation + " " + reply.status + ": " + fault));
    }

    static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
