package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A storm of webhooks over real HTTP, a part of them sent twice and all of them until they are acknowledged, while
 * Redis and the servers are killed. Afterwards each accepted lead must be there exactly once, and be claimable.
 */
public final class Storm {
    private static final List<String> KILLS = List.of("redis-kill", "node-kill");
    private static final Duration DRAIN_BOUND = Duration.ofSeconds(60);

    private final Options options;
    private final Rig rig;
    private final Consumer<String> progress;
    private final Map<String, Integer> kills = new TreeMap<>();

    /**
     * What to run.
     *
     * @param deliveries requests of platforms, retries not counted
     * @param againPercent how many of them repeat one that was sent before
     * @param kills of Redis and of servers, in turn, spread evenly over the deliveries
     */
    public record Options(Path jar, Path work, int deliveries, int againPercent, int kills, int clients, long seed) {
        public Options {
            if (deliveries < 1 || againPercent < 0 || againPercent > 90 || kills < 0 || clients < 1 || clients > 256) {
                throw new IllegalArgumentException(
                        "deliveries and clients (at most 256) must be positive, repeats 0 to 90 percent");
            }
        }
    }

    /** What happened; {@code millis} from the first request to the last acknowledgement. */
    public record Outcome(
            int deliveries,
            int leads,
            long requests,
            Map<String, Integer> kills,
            long millis,
            List<String> violations) {
        @Override
        public String toString() {
            return String.format(
                    "%,d deliveries of %,d leads, %,d requests, %,d ms, kills %s, violations: %d%n%s",
                    deliveries,
                    leads,
                    requests,
                    millis,
                    kills,
                    violations.size(),
                    violations.stream().map(v -> "  ! " + v + "\n").collect(Collectors.joining()));
        }
    }

    private Storm(Options options, Rig rig, Consumer<String> progress) {
        this.options = options;
        this.rig = rig;
        this.progress = progress;
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static Outcome run(Options options, Consumer<String> progress) throws Exception {
        if (!Files.isReadable(options.jar())) {
            throw new IOException("no server at " + options.jar() + ": build it first");
        }
        WorkFolder.begin(options.work());
        Outcome outcome;
        try (Rig rig = new Rig(options.work(), options.jar(), UUID.randomUUID().toString())) {
            outcome = new Storm(options, rig, progress).run();
        }
        if (outcome.violations().isEmpty()) {
            WorkFolder.keepOnlyLogs(options.work());
        }
        return outcome;
    }

    private Outcome run() throws Exception {
        rig.start();
        Api api = new Api(rig.http);
        String tenant = "storm-" + options.seed();
        Firm firm = Firm.setUp(api, rig.nodes.get(0), rig.operatorToken, tenant, Rules.usual());
        StormLoad load = new StormLoad(rig.http, rig.nodes, StormChannel.setUp(api, rig.nodes, firm), options);
        progress.accept("two nodes are ready, the storm begins");
        long start = System.nanoTime();
        load.start();
        killInTurn(load);
        load.await();
        long millis = (System.nanoTime() - start) / 1_000_000;
        progress.accept("all deliveries are acknowledged after " + millis + " ms");
        return new Outcome(
                options.deliveries(), load.leads(), load.requests(), kills, millis, violations(load, tenant));
    }

    private void killInTurn(StormLoad load) {
        Map<String, Fault> faults =
                Fault.all(rig).stream().collect(Collectors.toMap(Fault::name, fault -> fault, (a, b) -> a));
        Random random = new Random(options.seed());
        for (int i = 0; i < options.kills(); i++) {
            load.awaitAcknowledged((i + 1L) * options.deliveries() / (options.kills() + 1));
            Fault fault = faults.get(KILLS.get(i % KILLS.size()));
            progress.accept(load.acknowledged() + " acknowledged: " + fault.name() + " "
                    + fault.act().on(rig, random));
            kills.merge(fault.name(), 1, Integer::sum);
        }
    }

    private List<String> violations(StormLoad load, String tenant) throws Exception {
        Archive archive = Archive.of(rig, tenant);
        Findings findings = new Findings();
        findings.must(
                Wait.happens(DRAIN_BOUND, () -> archive.outbox() == 0),
                "P4",
                "the outbox does not drain",
                () -> "not empty " + DRAIN_BOUND.toSeconds() + " s after the last request");
        Rest rest = new Rest(archive, Rules.usual(), new Inbox());
        findings.addAll(rest.agreement());
        JournalCheck.check(rest.truth(), findings);
        load.check(rest.truth(), findings);
        return new ArrayList<>(
                findings.violations().stream().map(Violation::toString).toList());
    }
}
