package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A screen that shows all pools: reads the live stream as a browser does, comes back with the last id when it ends, and
 * keeps what it was told. It never asks for a list, so whatever a stream misses stays missing.
 */
final class LiveClient implements AutoCloseable {

    private static final Duration OPEN_BOUND = Duration.ofSeconds(10);

    private static final long PAUSE_NANOS = 50_000_000;

    private final HttpClient http;
    private final Target target;
    private final String token;
    private final Findings findings = new Findings();
    private final Map<Long, Seen> leads = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "screen");
    private volatile boolean closed;
    private volatile String lastId = "";
    private volatile int opened;

    /** Where a lead was last seen: its pool, or null once it has left. */
    private record Seen(int version, String pool) {}

    LiveClient(HttpClient http, Target target, String token) {
        this.http = http;
        this.target = target;
        this.token = token;
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it has heard where the stream begins, so that it misses nothing from now on. */
    boolean begun() {
        return !lastId.isEmpty();
    }

    /** How often it has opened its stream. */
    int opened() {
        return opened;
    }

    /** Requests that were not answered with a stream, and streams that broke off or could not go on. */
    Findings findings() {
        return findings;
    }

    private void run() {
        while (!closed) {
            try {
                read();
            } catch (IOException | RuntimeException e) {
                findings.must(closed, "answered", "a stream broke off", e::toString);
                // Not at once again and again while nobody answers.
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void read() throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.address() + "/api/v1/live"))
                .timeout(OPEN_BOUND)
                .header("authorization", "Bearer " + token);
        if (!lastId.isEmpty()) {
            request.header("last-event-id", lastId);
        }
        HttpResponse<Stream<String>> response = http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        opened++;
        if (response.statusCode() != 200) {
            findings.add("answered", "a stream was refused", Integer.toString(response.statusCode()));
            return;
        }
        String event = "";
        String data = "";
        String id = lastId;
        for (Iterator<String> lines = response.body().iterator(); lines.hasNext() && !closed; ) {
            String line = lines.next();
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.isEmpty()) {
                note(event, data);
                lastId = id;
                event = "";
            }
        }
    }

    private synchronized void note(String event, String data) throws IOException {
        findings.must(!event.equals("reset"), "live", "a stream could not go on where it was", () -> data);
        boolean ofLead = event.equals("entered") || event.equals("changed") || event.equals("left");
        JsonNode words = ofLead ? Api.JSON.readTree(data) : Api.JSON.nullNode();
        String pool = words.path("pool").asText("");
        if (pool.isEmpty()) {
            return;
        }
        long lead = words.path("lead").asLong();
        int version = words.path("version").asInt();
        Seen known = leads.getOrDefault(lead, new Seen(0, null));
        if (!event.equals("left") && version >= known.version) {
            leads.put(lead, new Seen(version, pool));
        } else if (pool.equals(known.pool) && version >= known.version) {
            leads.put(lead, new Seen(version, null));
        }
    }

    /** What this screen shows otherwise than PostgreSQL has it; at most one lead, empty when all is as it should be. */
    synchronized String differs(Truth truth) {
        for (Truth.Lead lead : truth.leads().values()) {
            Seen seen = leads.getOrDefault(lead.id(), new Seen(0, null));
            boolean pooled = lead.state() == 'p';
            boolean same = pooled ? lead.pool().equals(seen.pool) && lead.version() == seen.version : seen.pool == null;
            if (!same) {
                return lead + " is seen as " + seen;
            }
        }
        return "";
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
