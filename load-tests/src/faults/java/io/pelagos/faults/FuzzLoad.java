package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sends whole and damaged deliveries of every form, and remembers what it was told. */
final class FuzzLoad {
    static final String WHOLE = "whole-";
    static final String DAMAGED = "damaged-";
    /** Phones of whole leads and of damaged ones have nothing in common, so that none is taken for another's. */
    private static final String WHOLE_PHONE = "1597";

    private static final String DAMAGED_PHONE = "1381";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int WHOLE_ONE_IN = 5;

    private final HttpClient http;
    private final List<Node> nodes;
    private final List<FuzzForm> forms;
    private final Map<String, String> hooks = new HashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    /** By channel, the ids of whole deliveries that were acknowledged. */
    private final Map<String, Set<String>> taken = new ConcurrentHashMap<>();
    /** By channel, how many damaged deliveries were acknowledged. */
    private final Map<String, AtomicLong> swallowed = new ConcurrentHashMap<>();

    private final Map<Integer, AtomicLong> statuses = new ConcurrentHashMap<>();
    /** Leads that an answer has named. */
    private final Set<Long> named = ConcurrentHashMap.newKeySet();

    private final Set<Long> accepted = ConcurrentHashMap.newKeySet();
    final Findings findings = new Findings();

    FuzzLoad(HttpClient http, List<Node> nodes, List<FuzzForm> forms) {
        this.http = http;
        this.nodes = nodes;
        this.forms = forms;
    }

    void setUp(Api api, Firm firm) {
        for (FuzzForm form : forms) {
            for (String kind : List.of(WHOLE, DAMAGED)) {
                ObjectNode channel =
                        form.channel().deepCopy().put("id", kind + form.name()).put("name", form.name());
                JsonNode made = api.must(nodes.get(0), "POST", "/api/v1/channels", firm.token(Firm.MANAGER), channel);
                hooks.put(kind + form.name(), made.path("hook_url").asText() + form.path());
                firm.awaitKnown(api, nodes, "/channels/" + kind + form.name());
            }
        }
    }

    void run(long millis, int clients, long seed) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Random random = new Random(seed * 1_000 + i);
            Thread thread = new Thread(
                    () -> {
                        do {
                            deliver(forms.get(random.nextInt(forms.size())), random);
                        } while (System.nanoTime() < end);
                    },
                    "platform");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void deliver(FuzzForm form, Random random) {
        int no = number.getAndIncrement();
        String id = Long.toString(7_300_000_000_000_000_000L + no);
        boolean whole = random.nextInt(WHOLE_ONE_IN) == 0;
        String tail = String.format("%07d", no);
        String phone = (whole ? WHOLE_PHONE : DAMAGED_PHONE) + tail;
        byte[] body = form.body()
                .replace("@id", id)
                .replace("13812341234", phone)
                .replace("138 1234 1234", phone)
                .getBytes(StandardCharsets.UTF_8);
        String channel = (whole ? WHOLE : DAMAGED) + form.name();
        if (!whole) {
            int status = send(form, channel, new Damage(random).of(body), id, random);
            if (status == 200) {
                swallowed.computeIfAbsent(channel, any -> new AtomicLong()).incrementAndGet();
            }
            return;
        }
        // Now and then twice, as platforms do.
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            int status = send(form, channel, body, id, random);
            if (status == 200) {
                taken.computeIfAbsent(channel, any -> ConcurrentHashMap.newKeySet())
                        .add(id);
            } else if (status > 0 && status != 503 && form.keeps() != FuzzForm.Keeps.NOTHING) {
                findings.add("API", "a whole delivery is refused", channel + ": " + status);
            }
        }
    }

    /** The answer's status; 0 for none. */
    private int send(FuzzForm form, String channel, byte[] body, String id, Random random) {
        requests.incrementAndGet();
        Node node = nodes.get(random.nextInt(nodes.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.address() + hooks.get(channel)))
                .timeout(TIMEOUT)
                .header("content-type", form.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        form.headers().forEach((name, value) -> request.header(name, value.replace("@id", id)));
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            int status = response.statusCode();
            statuses.computeIfAbsent(status, any -> new AtomicLong()).incrementAndGet();
            findings.must(
                    status < 500 || status == 503,
                    "API",
                    "a delivery breaks the server",
                    () -> channel + ": " + status + " " + new String(body, StandardCharsets.UTF_8));
            if (status == 200) {
                remember(response.body());
            }
            return status;
        } catch (IOException e) {
            findings.add(
                    "API",
                    "a delivery has no answer",
                    channel + ": " + e + " " + new String(body, StandardCharsets.UTF_8));
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void remember(String body) throws IOException {
        if (!body.startsWith("{")) {
            return;
        }
        JsonNode answer = Api.JSON.readTree(body);
        for (JsonNode one : answer.has("results") ? answer.get("results") : List.of(answer)) {
            long lead = one.path("lead").asLong();
            if (lead != 0 && one.has("result")) {
                named.add(lead);
                boolean isNew = one.path("result").asText().equals("accepted");
                findings.must(
                        !isNew || accepted.add(lead),
                        "P5",
                        "two deliveries were told to be the same new lead",
                        () -> "" + lead);
            }
        }
    }

    /** Each lead that was acknowledged is there, once. @param pending by channel, the ids that are to be fetched */
    void check(Truth truth, Map<String, Set<String>> pending) {
        named.forEach(lead ->
                findings.must(truth.leads().containsKey(lead), "P1", "acknowledged lead is missing", () -> "" + lead));
        for (FuzzForm form : forms) {
            String whole = WHOLE + form.name();
            Set<String> sent = taken.getOrDefault(whole, Set.of());
            if (form.keeps() == FuzzForm.Keeps.LEAD) {
                int there = truth.leadsByChannel().getOrDefault(whole, 0);
                findings.must(
                        there == sent.size(),
                        "P1",
                        "there are not as many leads as were acknowledged",
                        () -> whole + ": " + there + ", acknowledged " + sent.size());
                int odd = truth.leadsByChannel().getOrDefault(DAMAGED + form.name(), 0);
                long most = swallowed
                        .getOrDefault(DAMAGED + form.name(), new AtomicLong())
                        .get();
                findings.must(
                        odd <= 2 * most,
                        "P5",
                        "there are more leads than were acknowledged",
                        () -> form.name() + ": " + odd + ", acknowledged " + most);
            } else if (form.keeps() == FuzzForm.Keeps.ID) {
                findings.must(
                        pending.getOrDefault(whole, Set.of()).equals(sent),
                        "P1",
                        "an id is not kept as told",
                        () -> whole + ": "
                                + pending.getOrDefault(whole, Set.of()).size() + ", acknowledged " + sent.size());
            }
        }
    }

    long requests() {
        return requests.get();
    }

    /** Requests by their status. */
    Map<Integer, Long> statuses() {
        Map<Integer, Long> sorted = new TreeMap<>();
        statuses.forEach((status, count) -> sorted.put(status, count.get()));
        return sorted;
    }

    /** What a log may not hold: names, addresses and phones of those who were sent. */
    static boolean personal(String line) {
        return line.contains("张伟")
                || line.contains("Ünal")
                || line.contains("zhang@")
                || line.matches(".*(?<!\\d)(?:\\+?86)?(?:" + WHOLE_PHONE + "|" + DAMAGED_PHONE + ")\\d{7}(?!\\d).*");
    }
}
