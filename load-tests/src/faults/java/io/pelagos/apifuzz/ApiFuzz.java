package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pelagos.faults.Findings;
import io.pelagos.faults.LoneServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Requests made out of the API's own description, right and wrong, by everybody, to a server of its own. */
public final class ApiFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIDY_EVERY = 1_000;
    private static final int SECONDS_UNTIL_EXPIRED = 2;

    private final Options options;
    private final Findings findings = new Findings();
    private final Map<String, Map<Integer, AtomicInteger>> answered = new ConcurrentSkipListMap<>();
    private final AtomicInteger sent = new AtomicInteger();

    private ApiFuzz(Options options) {
        this.options = options;
    }

    public record Options(Path jar, Path work, int requests, int clients, long seed) {
        public Options {
            if (requests < 1 || clients < 1 || clients > 64) {
                throw new IllegalArgumentException("requests and clients (at most 64) must be positive");
            }
        }
    }

    /**
     * What happened.
     *
     * @param operations of the document
     * @param refused those of them that were never answered 2xx or 3xx
     */
    public record Outcome(
            int requests,
            int operations,
            List<String> refused,
            Map<Integer, Integer> statuses,
            List<String> violations) {
        @Override
        public String toString() {
            return String.format(
                    "%,d requests to %d operations, answered %s%nnever answered well: %s%nviolations: %d%n%s",
                    requests,
                    operations,
                    statuses,
                    refused,
                    violations.size(),
                    violations.stream().map(v -> "  ! " + v + "\n").collect(Collectors.joining()));
        }
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static Outcome run(Options options) throws Exception {
        return new ApiFuzz(options).run();
    }

    private Outcome run() throws Exception {
        String operator = UUID.randomUUID().toString();
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        try (LoneServer server = new LoneServer(
                options.work(),
                options.jar(),
                Map.of(
                        "PELAGOS_BOOTSTRAP_TOKEN",
                        operator,
                        "PELAGOS_MASTER_KEY",
                        "the api fuzz has a master key of its own, nothing secret"))) {
            server.start(http);
            Outcome outcome = run(server, http, operator);
            server.close(!outcome.violations().isEmpty());
            return outcome;
        }
    }

    private Outcome run(LoneServer server, HttpClient http, String operator) throws Exception {
        Setup setup = new Setup(http, server.address());
        Document document = new Document(setup.text("/openapi.yaml"));
        List<String> roles = document.roles();
        List<Firm> firms =
                List.of(new Firm(setup, operator, "fuzz", roles, 0), new Firm(setup, operator, "other", roles, 5_000));
        firms.forEach(Firm::tidy);
        List<Caller> callers = callers(firms, operator);
        Thread.sleep(SECONDS_UNTIL_EXPIRED * 1_000);
        try (Sender sender = new Sender(http, server.address())) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < options.clients(); i++) {
                Random random = new Random(options.seed() * 1_000 + i);
                Drafts drafts = new Drafts(document, callers, random);
                Thread thread = new Thread(() -> work(drafts, sender, new Judge(document, findings), firms), "caller");
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        after(server, http, setup, firms);
        return outcome(document);
    }

    private static List<Caller> callers(List<Firm> firms, String operator) {
        List<Caller> callers = new ArrayList<>(firms.get(0).callers);
        // The first firm's people twice, so that most of what happens, happens there.
        callers.addAll(firms.get(0).callers);
        callers.addAll(firms.get(1).callers);
        Known known = firms.get(0).known;
        callers.add(new Caller("OPERATOR", "operator", "", operator, known));
        callers.add(new Caller("NOBODY", "", "", "", known));
        callers.add(new Caller("STRANGER", "", "", "no-such-token", known));
        return callers;
    }

    private void work(Drafts drafts, Sender sender, Judge judge, List<Firm> firms) {
        for (int no = sent.getAndIncrement(); no < options.requests(); no = sent.getAndIncrement()) {
            if (no % TIDY_EVERY == TIDY_EVERY / 2) {
                firms.forEach(Firm::tidy);
            }
            Draft draft = drafts.next();
            try {
                Answer answer = sender.send(draft);
                answered.computeIfAbsent(draft.operation().name(), any -> new ConcurrentHashMap<>())
                        .computeIfAbsent(answer.status(), any -> new AtomicInteger())
                        .incrementAndGet();
                judge.check(draft, answer);
                learn(draft, answer);
            } catch (IllegalArgumentException e) {
                // No client would send that; the next one.
                continue;
            } catch (IOException e) {
                findings.add(draft.operation().name(), "no answer", e + "\n      " + draft.curl());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void learn(Draft draft, Answer answer) throws IOException {
        if (answer.status() < 300 && answer.header("content-type").equals("application/json")) {
            JsonNode body = JSON.readTree(answer.text());
            Map<String, String> names = new TreeMap<>(draft.names());
            names.keySet().retainAll(draft.operation().holes());
            names.remove(draft.operation().kind());
            draft.caller().known().learn(body, draft.operation().kind(), names);
            Known known = draft.caller().known();
            body.path("requests")
                    .forEach(its -> known.add(Known.REQUESTED, its.path("lead").asText(), Map.of()));
            if (draft.operation().path().endsWith("/me/offers")) {
                String rings = Known.ringingWith(draft.caller().agent());
                body.path("items")
                        .forEach(its ->
                                known.add(rings, its.path("lead").path("id").asText(), Map.of()));
            }
        }
    }

    private void after(LoneServer server, HttpClient http, Setup setup, List<Firm> firms) throws IOException {
        // A firm that is new may have opened a cell: not ready for a moment is no defect, for long it is.
        server.awaitReady(http);
        for (Firm firm : firms) {
            findings.must(firm.claims("at-the-end"), "at the end", "a claim does not work", () -> firm.id);
            findings.addAll(server.atRest(firm.id));
        }
        server.errors().forEach(line -> findings.add("log", "the server says that it is broken", line));
        Planted.linesThatTell(server.log())
                .forEach(line -> findings.add("log", "contact data in the log", Planted.hidden(line)));
    }

    private Outcome outcome(Document document) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        answered.values()
                .forEach(its -> its.forEach((status, count) -> statuses.merge(status, count.get(), Integer::sum)));
        List<String> refused = document.operations().stream()
                .map(Operation::name)
                .filter(name ->
                        answered.getOrDefault(name, Map.of()).keySet().stream().noneMatch(status -> status < 400))
                .toList();
        // The first of each kind will do.
        Map<String, String> violations = new LinkedHashMap<>();
        findings.violations()
                .forEach(v -> violations.putIfAbsent(
                        v.promise() + " " + v.kind(),
                        v + "\n      " + findings.counts().get(v.promise() + " " + v.kind()) + " of this kind"));
        int requests = statuses.values().stream().mapToInt(Integer::intValue).sum();
        return new Outcome(requests, document.operations().size(), refused, statuses, List.copyOf(violations.values()));
    }
}
