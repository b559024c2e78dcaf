package io.pelagos.faults;

import java.time.Duration;

/** After each fault: both nodes must take leads in, claim and release again, within a bound. */
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
        for (Node node : rig.nodes) {
            if (probe.alive(node, bound)) {
                continue;
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
            if (!probe.alive(node, LAST_CHANCE)) {
                return false;
            }
        }
        report.recovered((System.nanoTime() - start) / 1_000_000);
        return true;
    }
}
