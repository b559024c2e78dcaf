package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs load and faults against real processes, round after round, and judges what came of it. */
public final class Campaign {

    private final Options options;
    private final Rig rig;
    private final Plan plan;
    private final Report report;
    private final Consumer<String> progress;
    private final long endNanos;
    private final List<Rest> settled = new ArrayList<>();

    private Campaign(Options options, Rig rig, Consumer<String> progress) {
        this.options = options;
        this.rig = rig;
        this.progress = progress;
        this.plan = new Plan(options.seed(), Fault.all());
        this.report = new Report(options.seed());
        this.endNanos = System.nanoTime() + options.limit().toNanos();
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static Report run(Options options, Consumer<String> progress) throws Exception {
        if (!Files.isReadable(options.jar())) {
            throw new IOException("no server at " + options.jar() + ": build it first");
        }
        WorkFolder.begin(options.work());
        boolean clean = false;
        progress.accept("seed " + options.seed() + ", logs in " + options.work());
        try (Rig rig = new Rig(options.work(), options.jar(), UUID.randomUUID().toString())) {
            Campaign campaign = new Campaign(options, rig, progress);
            campaign.run();
            clean = campaign.report.violations().isEmpty();
            return campaign.report;
        } finally {
            if (clean) {
                WorkFolder.keepOnlyLogs(options.work());
            } else {
                WorkFolder.errors(options.work()).forEach(progress);
            }
        }
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        rig.start();
        progress.accept("two nodes are ready after " + millisSince(start) + " ms");
        boolean well = true;
        for (int round = 1; well && report.faultCount() < options.faults() && inTime(); round++) {
            well = round(round);
        }
        for (Rest rest : settled) {
            // Faults of later rounds hit the cells of earlier tenants, too.
            report.findings().addAll(rest.agreement());
        }
    }

    private boolean inTime() {
        return System.nanoTime() < endNanos;
    }

    /** False when the system is beyond help. */
    private boolean round(int round) throws Exception {
        Api api = new Api(rig.http);
        String id = "faults-" + options.seed() + "-" + round;
        Rules rules = Rules.usual();
        Firm firm = Firm.setUp(api, rig.nodes.get(0), rig.operatorToken, id, rules);
        Archive archive = Archive.of(rig, id);
        History history = new History();
        Recovery recovery = new Recovery(rig, new Probe(api, firm, history), report);
        boolean well = recovery.await("set-up", false);
        try (Workload workload = new Workload(api, rig.nodes, firm, history)) {
            workload.start(options.clients(), options.seed() + round);
            int last = Math.min(options.faults(), report.faultCount() + options.faultsPerRound());
            while (well && report.faultCount() < last && inTime()) {
                well = strike(recovery);
                if (report.faultCount() % 10 == 0) {
                    List<Operation> operations = history.operations();
                    // History first: what it says was acknowledged must be in the later snapshot.
                    report.findings().addAll(Checker.whileRunning(operations, archive.truth(), rules));
                }
            }
        } finally {
            rig.heal();
        }
        long start = System.nanoTime();
        Rest rest = new Rest(archive, rules);
        Findings found = rest.check(history.operations());
        settled.add(rest);
        report.findings().addAll(found);
        report.round(history.operations(), rest.truth());
        Coverage.check(history.operations(), rest.truth(), report.findings());
        progress.accept("round " + round + ": " + history.size() + " requests, "
                + rest.truth().journal().size() + " transitions, at rest and checked in " + millisSince(start)
                + " ms, " + found.violations().size() + " violations");
        for (Node node : rig.nodes) {
            progress.accept("  node " + node.number() + " since its start: " + node.healed(rig.http));
        }
        return well;
    }

    /** One fault, or several in a row before the system could recover; then waits for signs of life. */
    private boolean strike(Recovery recovery) {
        // The load works undisturbed for a moment, so that each fault meets claims in all stages.
        Wait.pause(Fault.millis(plan.random(), 50, 600));
        Fault fault = plan.next();
        String line = inflict(fault);
        while (plan.overlaps() && report.faultCount() < options.faults()) {
            progress.accept(line + ", the next one at once");
            Fault next = plan.next();
            fault = fault.kill() ? fault : next;
            line = inflict(next);
        }
        long start = System.nanoTime();
        boolean well = recovery.await(fault.name(), fault.kill());
        progress.accept(line + (well ? ", recovered in " : ", NOT recovered in ") + millisSince(start) + " ms");
        return well;
    }

    private String inflict(Fault fault) {
        long start = System.nanoTime();
        String done;
        try {
            done = fault.act().on(rig, plan.random());
        } finally {
            rig.heal();
        }
        report.fault(fault.name());
        return String.format(
                "[%3d/%d] %s %s (%d ms)",
                report.faultCount(), options.faults(), fault.name(), done, millisSince(start));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
