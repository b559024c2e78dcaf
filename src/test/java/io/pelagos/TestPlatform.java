package io.pelagos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A platform on this machine that is asked for leads, in whatever mood a test gives it. */
final class TestPlatform implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Function<Asked, Said> mood = one -> new Said(404, 0, "{}");

    /** @param token of the header, or of the query */
    record Asked(String path, String token, String body) {}

    /** @param status 0: no answer at all, ever */
    record Said(int status, long retryAfterSeconds, String body) {
        static final Said SILENCE = new Said(0, 0, "");

        static Said ok(String body) {
            return new Said(200, 0, body);
        }
    }

    TestPlatform() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void mood(Function<Asked, Said> other) {
        mood = other;
    }

    /** The paths that were asked for so far. */
    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String token =
                header == null ? query.replaceFirst("^.*access_token=", "") : header.replaceFirst("^Bearer ", "");
        asked.add(path);
        Said said = mood.apply(
                new Asked(path, token, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (said.status == 0) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        if (said.retryAfterSeconds > 0) {
            exchange.getResponseHeaders().add("Retry-After", Long.toString(said.retryAfterSeconds));
        }
        // On a kept connection each answer's end waits for a late acknowledgement.
        exchange.getResponseHeaders().add("Connection", "close");
        byte[] body = said.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(said.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
