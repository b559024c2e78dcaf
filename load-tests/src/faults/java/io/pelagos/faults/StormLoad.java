package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The platforms' side of a storm: sends each delivery until somebody acknowledges it, and remembers what it was told. */
final class StormLoad {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    /** Longer than any kill takes to be mended: a server starts, Redis is filled again. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final int PAUSE_MILLIS = 100;

    private final HttpClient http;
    private final List<Node> nodes;
    private final StormChannel channel;
    private final Storm.Options options;
    private final Findings findings = new Findings();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    /** For each lead what the first acknowledgement called it; 0 before. */
    private final AtomicLongArray told;

    StormLoad(HttpClient http, List<Node> nodes, StormChannel channel, Storm.Options options) {
        this.http = http;
        this.nodes = nodes;
        this.channel = channel;
        this.options = options;
        this.told = new AtomicLongArray(options.deliveries());
    }

    void start() {
        for (int i = 0; i < options.clients(); i++) {
            Random random = new Random(options.seed() * 1_000 + i);
            Thread thread = new Thread(() -> deliver(random), "platform");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** How many different leads there are in so many deliveries. */
    int leads() {
        return options.deliveries() - (int) ((long) options.deliveries() * options.againPercent() / 100);
    }

    long requests() {
        return requests.get();
    }

    int acknowledged() {
        return acknowledged.get();
    }

    void awaitAcknowledged(long deliveries) {
        Wait.until(
                PATIENCE.multipliedBy(4),
                deliveries + " deliveries are acknowledged",
                () -> acknowledged.get() >= deliveries || threads.stream().noneMatch(Thread::isAlive));
    }

    void await() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void deliver(Random random) {
        int delivery = next.getAndIncrement();
        while (delivery < options.deliveries()) {
            acknowledge(lead(delivery, random), random);
            delivery = next.getAndIncrement();
        }
    }

    /** New ones are spread evenly between repeats, and a repeat is often of what is on its way just now. */
    private int lead(int delivery, Random random) {
        int fresh = (int) ((long) delivery * leads() / options.deliveries());
        boolean isNew = (long) (delivery + 1) * leads() / options.deliveries() > fresh;
        if (isNew || fresh == 0) {
            return fresh;
        }
        return random.nextBoolean() ? fresh - 1 - random.nextInt(Math.min(fresh, 8)) : random.nextInt(fresh);
    }

    private void acknowledge(int lead, Random random) {
        String body = StormChannel.body(lead);
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        do {
            last = attempt(lead, body, nodes.get(random.nextInt(nodes.size())));
            if (last.isEmpty()) {
                acknowledged.incrementAndGet();
                return;
            }
            Wait.pause(random.nextInt(PAUSE_MILLIS));
        } while (System.nanoTime() < end);
        findings.add("recovery", "a delivery is never acknowledged", "lead " + lead + ": " + last);
    }

    /** Why it was not acknowledged; empty when it was. */
    private String attempt(int lead, String body, Node node) {
        requests.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.address() + channel.hook()))
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .header(StormChannel.SIGNATURE, StormChannel.signature(body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                remember(lead, Api.JSON.readTree(response.body()));
                return "";
            }
            if (response.statusCode() != 503) {
                findings.add(
                        "API", "an answer that no platform understands", response.statusCode() + " " + response.body());
            }
            return Integer.toString(response.statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private void remember(int lead, JsonNode answer) {
        long id = answer.path("lead").asLong();
        String result = answer.path("result").asText();
        findings.must(id != 0, "API", "an answer names no lead", answer::toString);
        findings.must(
                result.equals("accepted") || result.equals("duplicate"), "API", "an odd result", answer::toString);
        if (!told.compareAndSet(lead, 0, id)) {
            findings.must(
                    told.get(lead) == id,
                    "P5",
                    "one delivery became two leads",
                    () -> "lead " + lead + ": " + told.get(lead) + " and " + id);
        }
    }

    /** Each lead that was acknowledged is there, once, and no other came in. */
    void check(Truth truth, Findings all) {
        Map<Long, Integer> whose = new HashMap<>();
        for (int lead = 0; lead < leads(); lead++) {
            long id = told.get(lead);
            int number = lead;
            if (id == 0) {
                continue;
            }
            all.must(truth.leads().containsKey(id), "P1", "acknowledged lead is missing", () -> "lead " + number);
            Integer other = whose.putIfAbsent(id, lead);
            all.must(other == null, "P5", "two leads became one", () -> number + " and " + other);
        }
        int there = truth.leadsByChannel().getOrDefault(StormChannel.ID, 0);
        all.must(
                there == leads() && whose.size() == leads(),
                "P5",
                "there are not as many leads as were sent",
                () -> there + " leads, " + whose.size() + " acknowledged, " + leads() + " sent");
        all.addAll(findings);
    }
}
