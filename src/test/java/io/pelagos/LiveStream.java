package io.pelagos;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of the live stream, which reads it as a browser does. */
final class LiveStream implements AutoCloseable, Flow.Subscriber<String> {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private volatile String end = "";
    private volatile String lastId = "";
    private Flow.@Nullable Subscription subscription;
    private @Nullable CompletableFuture<HttpResponse<Void>> answer;
    private String name = "";
    private String id = "";

    /** An event, and the last id when it came. */
    record Event(String name, JsonObject data, String id) {
        String lead() {
            return data.getString("lead", "");
        }

        int version() {
            return data.getInteger("version", 0);
        }

        JsonObject view() {
            return data.getJsonObject("view");
        }
    }

    private LiveStream() {}

    static LiveStream open(TestNode node, String token) {
        return open(node, token, "", "");
    }

    /**
     * Blocks until the server has answered with a stream.
     *
     * @param query with its question mark
     * @param lastId what was seen last, or nothing
     */
    static LiveStream open(TestNode node, String token, String query, String lastId) {
        LiveStream stream = new LiveStream();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.port() + "/api/v1/live" + query))
                .header("Authorization", "Bearer " + token);
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        stream.answer = CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(stream));
        TestNode.eventually("the stream is open", () -> stream.subscription != null);
        TestNode.eventually("the stream begins", () -> !stream.lastId.isEmpty() || !stream.events.isEmpty());
        return stream;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        if (line.startsWith("event: ")) {
            name = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data.append(line.substring(6));
        } else if (line.startsWith("id: ")) {
            id = line.substring(4);
        } else if (line.isEmpty()) {
            // As the standard has it: the id counts even when there is no event.
            lastId = id;
            if (data.length() > 0) {
                events.add(new Event(name, new JsonObject(data.toString()), id));
            }
            data.setLength(0);
            name = "";
        }
    }

    @Override
    public void onError(Throwable cause) {
        end = "cut";
    }

    @Override
    public void onComplete() {
        end = "ended";
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<Event> named(String wanted) {
        return events.stream().filter(event -> event.name.equals(wanted)).toList();
    }

    /** The first event of this name that is so. */
    Event await(String wanted, Predicate<Event> isSo) {
        TestNode.eventually("event " + wanted + ", not only " + events, () -> named(wanted).stream()
                .anyMatch(isSo));
        return named(wanted).stream().filter(isSo).findFirst().orElseThrow();
    }

    /** Of a lead. */
    Event await(String wanted, String lead) {
        return await(wanted, event -> event.lead().equals(lead));
    }

    /** Waits until the server has ended it in good order. */
    void awaitEnd() {
        TestNode.eventually("the stream is over", () -> !end.isEmpty());
        if (!end.equals("ended")) {
            throw new AssertionError("the stream was cut off");
        }
    }

    boolean over() {
        return !end.isEmpty();
    }

    String lastId() {
        return lastId;
    }

    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (answer != null) {
            answer.cancel(true);
        }
    }
}
