package io.pelagos.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * After each fault: all nodes must take leads in, claim and release again, within a bound. One that has just been started
 * may take longer, and the others are not spared meanwhile.
 */
final class Recovery {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(60);

    private final Rig rig;
    private final Probe probe;
    private final Report report;

    Recovery(Rig rig, Probe probe, Report report) {
        this.rig = rig;
        this.probe = probe;
        this.report = report;
    }

    /** False when a node stays dead long after the bound, which is noted as a violation before. */
    boolean await(String after, boolean killed) {
        long start = System.nanoTime();
        Duration bound = killed ? Node.START_BOUND : BOUND;
        List<CompletableFuture<Boolean>> looks = rig.up().stream()
                .map(node -> CompletableFuture.supplyAsync(() -> works(node, bound, after)))
                .toList();
        if (!looks.stream().allMatch(CompletableFuture::join)) {
            return false;
        }
        report.recovered((System.nanoTime() - start) / 1_000_000);
        return true;
    }

    /** Like {@link #await}, when all nodes must be there. */
    boolean awaitAll(String after) {
        for (Node node : rig.nodes) {
            if (!Wait.happens(Node.START_BOUND, () -> node.up(rig.http))) {
                report.findings()
                        .add(
                                "recovery",
                                "a node that was started anew is not ready",
                                "node " + node.number() + " after " + after);
                return false;
            }
        }
        return await(after, true);
    }

    private boolean works(Node node, Duration bound, String after) {
        if (probe.alive(node, bound)) {
            return true;
        }
        report.findings()
                .add(
                        "recovery",
                        "did not recover within " + bound.toSeconds() + " s",
                        "node " + node.number() + (node.alive() ? "" : ", whose process ended,") + " after " + after
                                + ": " + probe.lastAnswer());
        if (!node.alive()) {
            node.start();
        }
        return probe.alive(node, LAST_CHANCE);
    }
}
