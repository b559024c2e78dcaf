package io.pelagos.apifuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends requests over real connections. */
final class Sender implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long STREAM_MILLIS = 150;
    private static final int BODY_MAX = 16 << 20;

    private final HttpClient http;
    private final String address;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stream-end");
        thread.setDaemon(true);
        return thread;
    });

    Sender(HttpClient http, String address) {
        this.http = http;
        this.address = address;
    }

    /**
     * The answer.
     *
     * @throws IllegalArgumentException when no HTTP client would send such a thing
     * @throws IOException when the connection was closed, or nothing came in time
     */
    Answer send(Draft draft) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + draft.url()))
                .timeout(TIMEOUT)
                .method(
                        draft.operation().method(),
                        draft.mediaType() == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(draft.body()));
        draft.headers().forEach(request::header);
        if (draft.mediaType() != null && !draft.mediaType().isEmpty()) {
            request.header("Content-Type", draft.mediaType());
        }
        if (!draft.caller().token().isEmpty()) {
            request.header("Authorization", "Bearer " + draft.caller().token());
        }
        HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        boolean stream = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        return new Answer(response.statusCode(), headers, read(response.body(), stream));
    }

    private byte[] read(InputStream body, boolean stream) throws IOException {
        AtomicBoolean cut = new AtomicBoolean();
        ScheduledFuture<?> end = clock.schedule(
                () -> {
                    cut.set(true);
                    body.close();
                    return true;
                },
                stream ? STREAM_MILLIS : TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[16_384];
        try (body) {
            for (int read = body.read(part); read >= 0 && all.size() < BODY_MAX; read = body.read(part)) {
                all.write(part, 0, read);
            }
        } catch (IOException e) {
            if (!stream || !cut.get()) {
                throw e;
            }
        } finally {
            end.cancel(false);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
