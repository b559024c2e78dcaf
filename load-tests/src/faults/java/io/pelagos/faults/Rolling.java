package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Restarts node after node under load: SIGTERM, end, start, ready, the next. Every request must be answered, none with
 * 5xx; screens must miss nothing; and afterwards everything that was acknowledged must be there.
 */
public final class Rolling {
    private static final int NODES = 2;
    /** Longer than any answer should take, so that a slow one is told as slow. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Of what only a dead system does not reach; a busy machine may take long. */
    private static final Duration BOUND = Duration.ofSeconds(90);
    /** Some load on both nodes between two restarts. */
    private static final int REQUESTS_BETWEEN = 100;

    private final Options options;
    private final Rig rig;
    private final Consumer<String> progress;
    private final List<Stretch> stretches = new ArrayList<>();
    private final Findings findings = new Findings();

    /**
     * What to run.
     *
     * @param next what nodes run after their first restart; the same jar, or a newer one
     * @param restarts of each node
     * @param clients three of four reach the nodes through a balancer, the others directly
     * @param drainSeconds how long a node that is to stop serves on
     */
    public record Options(
            Path jar, Path next, Path work, int restarts, int clients, int streams, int drainSeconds, long seed) {
        public Options {
            if (restarts < 1 || clients < 1 || clients > 64 || streams < 0 || streams > 64 || drainSeconds < 3) {
                throw new IllegalArgumentException(
                        "restarts and clients (at most 64) must be positive, the drain at least 3 seconds");
            }
        }
    }

    /** How long a restart took. */
    private record Stretch(int node, long stopMillis, long startMillis) {}

    private Rolling(Options options, Rig rig, Consumer<String> progress) {
        this.options = options;
        this.rig = rig;
        this.progress = progress;
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static RollingReport run(Options options, Consumer<String> progress) throws Exception {
        for (Path jar : List.of(options.jar(), options.next())) {
            if (!Files.isReadable(jar)) {
                throw new IOException("no server at " + jar + ": build it first");
            }
        }
        WorkFolder.begin(options.work());
        RollingReport report;
        String operator = UUID.randomUUID().toString();
        try (Rig rig = new Rig(options.work(), options.jar(), operator, NODES, options.drainSeconds())) {
            report = new Rolling(options, rig, progress).run();
        }
        if (report.violations().isEmpty()) {
            WorkFolder.keepOnlyLogs(options.work());
        } else {
            WorkFolder.errors(options.work()).forEach(progress);
        }
        return report;
    }

    private RollingReport run() throws Exception {
        rig.start();
        Api api = new Api(rig.http, TIMEOUT);
        Rules rules = Rules.usual();
        String tenant = "rolling-" + options.seed();
        Firm firm = Firm.setUp(api, rig.nodes.get(0), rig.operatorToken, tenant, rules);
        firm.setUpWebhook(api, rig.nodes, rig.receiver);
        History history = new History();
        List<LiveClient> screens = new ArrayList<>();
        try (Balancer balancer = new Balancer(rig.nodes, Balancer.Policy.CHECKED);
                Balancer direct = new Balancer(rig.nodes, Balancer.Policy.FAITHFUL)) {
            awaitUse(balancer);
            for (int i = 0; i < options.streams(); i++) {
                screens.add(new LiveClient(rig.http, balancer, firm.token(Firm.MANAGER)));
            }
            Wait.until(BOUND, "the screens' streams have begun", () -> screens.stream()
                    .allMatch(LiveClient::begun));
            List<Balancer> ways = List.of(balancer, balancer, balancer, direct);
            try (Workload workload = new Workload(api, ways, firm, history)) {
                workload.start(options.clients(), options.seed());
                awaitLoad(history);
                restart(balancer, history);
            }
            Archive archive = Archive.of(rig, tenant);
            findings.addAll(new Rest(archive, rules, rig.receiver.inbox(tenant)).check(history.operations()));
            judge(screens, archive);
            findings.addAll(balancer.findings());
            findings.addAll(direct.findings());
        } finally {
            screens.forEach(LiveClient::close);
        }
        return new RollingReport(options.seed(), history.operations(), summary(screens), findings);
    }

    private void restart(Balancer balancer, History history) {
        for (int i = 1; i <= options.restarts(); i++) {
            for (Node node : rig.nodes) {
                long begin = System.nanoTime();
                boolean ended = node.terminate();
                findings.must(ended, "stop", "a node had to be killed", () -> "node " + node.number());
                long stopped = System.nanoTime();
                node.upgrade(options.next());
                node.start();
                node.awaitReady(rig.http);
                Stretch stretch = new Stretch(
                        node.number(), (stopped - begin) / 1_000_000, (System.nanoTime() - stopped) / 1_000_000);
                stretches.add(stretch);
                awaitUse(balancer);
                awaitLoad(history);
                progress.accept("[" + i + "/" + options.restarts() + "] " + stretch + ", " + history.size()
                        + " requests so far, "
                        + RollingReport.failed(history.operations()).size() + " failed");
            }
        }
    }

    private void awaitUse(Balancer balancer) {
        Wait.until(
                BOUND, "the balancer uses all nodes", () -> rig.nodes.stream().allMatch(balancer::uses));
    }

    private static void awaitLoad(History history) {
        int before = history.size();
        Wait.until(BOUND, "requests go on", () -> history.size() >= before + REQUESTS_BETWEEN);
    }

    /** Rules go on, and a stream is behind the journal by some milliseconds: in one of many looks both are the same. */
    private void judge(List<LiveClient> screens, Archive archive) {
        for (LiveClient screen : screens) {
            String[] differs = {"not compared"};
            Wait.happens(BOUND, () -> {
                differs[0] = screen.differs(archive.truth());
                return differs[0].isEmpty();
            });
            findings.must(differs[0].isEmpty(), "live", "a screen missed something", () -> differs[0]);
            findings.addAll(screen.findings());
        }
    }

    private List<String> summary(List<LiveClient> screens) {
        return List.of(
                "restarts: " + stretches.size() + ", a node ended after at most "
                        + stretches.stream()
                                .mapToLong(Stretch::stopMillis)
                                .max()
                                .orElse(0) + " ms, was ready again after at most "
                        + stretches.stream()
                                .mapToLong(Stretch::startMillis)
                                .max()
                                .orElse(0) + " ms",
                "live streams: " + screens.size() + ", opened "
                        + screens.stream().mapToInt(LiveClient::opened).sum() + " times");
    }
}
