package io.pelagos.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs load and faults against real processes, round after round, and judges what came of it. */
public final class Campaign {

    private static final int LOOK_EVERY = 10;
    private static final int COVERED_AFTER = 20;
    private static final Duration COVERAGE_BOUND = Duration.ofSeconds(90);
    private static final long COVERAGE_STEP_MILLIS = 3_000;

    private final Options options;
    private final Rig rig;
    private final Plan plan;
    private final Report total;
    private final Ledger ledger;
    private final Consumer<String> progress;
    private final long endNanos;
    private final List<Rest> settled = new ArrayList<>();

    private Campaign(Options options, Ledger ledger, Report total, Rig rig, Consumer<String> progress) {
        this.options = options;
        this.ledger = ledger;
        this.total = total;
        this.rig = rig;
        this.progress = progress;
        this.plan = new Plan(options.seed(), Faults.of(rig, options.kinds()));
        plan.skip(total.faultCount());
        this.endNanos = System.nanoTime() + options.limit().toNanos();
    }

    /** Runs to the end; all processes that it started have ended when it returns or throws. */
    public static Report run(Options options, Consumer<String> progress) throws Exception {
        if (!Files.isReadable(options.jar())) {
            throw new IOException("no server at " + options.jar() + ": build it first");
        }
        Ledger ledger = options.resume() ? Ledger.read(options.work()) : Ledger.begin(prepared(options));
        Report total = new Report(options.seed());
        ledger.rounds().forEach(total::add);
        Path part = part(options.work());
        progress.accept("seed " + options.seed() + ", logs in " + part
                + (options.resume() ? ", " + total.faultCount() + " faults were done before" : ""));
        int before = total.violations().size();
        boolean clean = false;
        try (Rig rig = new Rig(part, options.jar(), UUID.randomUUID().toString())) {
            new Campaign(options, ledger, total, rig, progress).run();
            clean = total.violations().size() == before;
            if (!clean) {
                rig.postgres.keepData();
            }
            return total;
        } finally {
            if (clean) {
                WorkFolder.keepOnlyLogs(part);
            } else {
                WorkFolder.errors(part).forEach(progress);
            }
        }
    }

    private static Options prepared(Options options) throws IOException {
        WorkFolder.begin(options.work());
        return options;
    }

    /** A folder for what one run of the tool does of the campaign. */
    private static Path part(Path work) throws IOException {
        int number = 1;
        while (Files.exists(work.resolve("part" + number))) {
            number++;
        }
        return Files.createDirectories(work.resolve("part" + number));
    }

    private void run() throws Exception {
        long start = System.nanoTime();
        rig.start();
        progress.accept("two nodes are ready after " + millisSince(start) + " ms");
        rig.leftOut().forEach(progress);
        boolean well = true;
        while (well && total.faultCount() < options.faults() && inTime()) {
            Report round = new Report(options.seed());
            well = round(total.rounds() + 1, round);
            total.add(round.json());
            ledger.append(round.json());
        }
        Report end = new Report(options.seed());
        for (Rest rest : settled) {
            // Faults of later rounds hit the cells of earlier tenants, too.
            end.findings().addAll(rest.agreement());
        }
        if (options.kinds() == null && total.faultCount() >= options.faults()) {
            Coverage.steps(total, end.findings());
        }
        total.add(end.json());
        ledger.append(end.json());
    }

    private boolean inTime() {
        return System.nanoTime() < endNanos;
    }

    /** False when the system is beyond help. */
    private boolean round(int number, Report report) throws Exception {
        Api api = new Api(rig.http);
        String id = "faults-" + options.seed() + "-" + number + "-" + rig.name();
        Rules rules = Rules.usual();
        Firm firm = Firm.setUp(api, rig.nodes.get(0), rig.operatorToken, id, rules);
        firm.setUpWebhook(api, rig.nodes, rig.receiver);
        Archive archive = Archive.of(rig, id);
        History history = rig.nextHistory();
        rig.tenant(archive, history, () -> firm.changeRules(api, rig.up().get(0)));
        Recovery recovery = new Recovery(rig, new Probe(api, firm, history), report);
        Watch watch = new Watch(archive, history, rules, report.findings());
        boolean well = recovery.await("set-up", false);
        try (Workload workload = new Workload(api, rig.nodes, firm, history)) {
            workload.start(options.clients(), options.seed() + number);
            int looked = 0;
            int most = Math.min(options.faultsPerRound(), options.faults() - total.faultCount());
            while (well && report.faultCount() < most && inTime()) {
                well = strike(recovery, report, most);
                if (report.faultCount() / LOOK_EVERY > looked) {
                    looked = report.faultCount() / LOOK_EVERY;
                    watch.look();
                }
            }
            well = well && recovery.awaitAll("the round's last fault");
            if (well && report.faultCount() >= COVERED_AFTER) {
                awaitCoverage(archive, history);
            }
            watch.look();
            watch.end();
        } finally {
            rig.heal();
        }
        judge(number, report, new Rest(archive, rules, rig.receiver.inbox(id)), history);
        return well;
    }

    /** The load goes on, undisturbed, until everything has happened that is to happen: what does is a matter of chance. */
    private void awaitCoverage(Archive archive, History history) {
        Wait.happens(COVERAGE_BOUND, () -> {
            Wait.pause(COVERAGE_STEP_MILLIS);
            return Coverage.missing(history.operations(), archive.truth()).isEmpty();
        });
    }

    private void judge(int number, Report report, Rest rest, History history) throws Exception {
        long start = System.nanoTime();
        Findings found = rest.check(history.operations());
        settled.add(rest);
        report.findings().addAll(found);
        report.round(history.operations(), rest.truth());
        // In a short one there was no time for everything.
        if (report.faultCount() >= COVERED_AFTER) {
            Coverage.check(history.operations(), rest.truth(), report.findings());
        }
        progress.accept("round " + number + ": " + history.size() + " requests, "
                + rest.truth().journal().size() + " transitions, at rest and checked in " + millisSince(start)
                + " ms, " + report.violations().size() + " violations");
        for (Node node : rig.nodes) {
            progress.accept("  node " + node.number() + " since its start: " + node.healed(rig.http));
        }
    }

    /** One fault, or several in a row before the system could recover; then waits for signs of life. */
    private boolean strike(Recovery recovery, Report report, int most) {
        Plan.Strike strike = plan.next();
        // The load works undisturbed for a moment, so that each fault meets claims in all stages.
        Wait.pause(Fault.millis(strike.random(), 50, 400));
        String line = inflict(strike, report);
        boolean kill = strike.fault().kill();
        while (strike.overlaps() && report.faultCount() < most) {
            progress.accept(line + ", the next one at once");
            strike = plan.next();
            kill |= strike.fault().kill();
            line = inflict(strike, report);
        }
        long start = System.nanoTime();
        boolean well = recovery.await(strike.fault().name(), kill);
        progress.accept(line + (well ? ", recovered in " : ", NOT recovered in ") + millisSince(start) + " ms");
        return well;
    }

    private String inflict(Plan.Strike strike, Report report) {
        Fault fault = strike.fault();
        long start = System.nanoTime();
        String done;
        try {
            done = fault.act().on(rig, strike.random());
        } finally {
            rig.heal();
        }
        report.fault(fault.name());
        rig.stepsHit().forEach(report::step);
        return String.format(
                "[%3d/%d] %s %s (%d ms)",
                total.faultCount() + report.faultCount(), options.faults(), fault.name(), done, millisSince(start));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
