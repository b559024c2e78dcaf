package io.pelagos;

import io.pelagos.channel.WebhookSignature;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Another system that is told what happens: remembers what came, and answers as the test wants. */
final class TestReceiver implements AutoCloseable {
    /** Says nothing. */
    static final int SILENCE = 0;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Message> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Message, Integer>> answers = new ConcurrentHashMap<>();
    private final Map<String, String> words = new ConcurrentHashMap<>();

    /** What came under a path, and what it was answered. */
    record Message(String path, String query, Map<String, String> headers, String body, int answered) {
        JsonObject json() {
            return new JsonObject(body);
        }

        String id() {
            return headers.get(WebhookSignature.ID);
        }

        String lead() {
            return json().getString("lead");
        }

        int version() {
            return json().getJsonObject("event").getInteger("version");
        }

        boolean taken() {
            return answered >= 200 && answered < 300;
        }

        /** Whether one of its signatures was made with the secret. */
        boolean signedWith(String secret) {
            String signature = WebhookSignature.of(
                    secret,
                    id(),
                    Long.parseLong(headers.get(WebhookSignature.TIMESTAMP)),
                    body.getBytes(StandardCharsets.UTF_8));
            return Arrays.asList(headers.get(WebhookSignature.SIGNATURE).split(" "))
                    .contains(signature);
        }
    }

    TestReceiver() {
        server = TestNode.await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> receive(request, body.toString())))
                .listen(0, "127.0.0.1"));
    }

    private void receive(HttpServerRequest request, String body) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        String query = request.query() == null ? "" : request.query();
        Message come = new Message(request.path(), query, headers, body, SILENCE);
        int status = answers.getOrDefault(request.path(), message -> 204).apply(come);
        seen.add(new Message(come.path, query, headers, body, status));
        if (status != SILENCE) {
            request.response().setStatusCode(status).end(words.getOrDefault(come.path, ""));
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** From now on; 204 when nothing is said. */
    void answer(String path, Function<Message, Integer> answer) {
        answers.put(path, answer);
    }

    /** What it says besides the status, from now on. */
    void say(String path, String text) {
        words.put(path, text);
    }

    /** All that came, in the order in which it came. */
    List<Message> seen(String path) {
        return seen.stream().filter(message -> message.path.equals(path)).toList();
    }

    /** What it took. */
    List<Message> taken(String path) {
        return seen(path).stream().filter(Message::taken).toList();
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
