package io.pelagos.faults;

import java.util.Random;

/** Damage to a node exactly at a step of the protocol, which its wires show: the server knows nothing of it. */
final class StepFaults {

    private static final long BOUND_MILLIS = 6_000;
    /** Who holds the cell's lease may be the one that hangs: until it is over nobody else sweeps. */
    private static final long SWEPT_WITHIN_MILLIS = 12_000;

    private StepFaults() {}

    /** kill -9, with what was on the wire. */
    static Fault.Act kill(Step step) {
        return (rig, random) -> at(rig, random, step, (node, trap) -> {
            node.kill();
            trap.lose();
            node.start();
            return "killed";
        });
    }

    /** The node lives: it loses its connections, or stands still, or waits for long. */
    static Fault.Act disturb(Step step) {
        return (rig, random) -> at(rig, random, step, (node, trap) -> switch (random.nextInt(4)) {
            case 0 -> {
                trap.lose();
                node.postgres.cut();
                node.redis.cut();
                yield "cut off";
            }
            case 1 -> {
                long millis = Fault.millis(random, 100, 4_000);
                node.freeze(millis);
                yield "stood still for " + millis + " ms";
            }
            case 2 -> {
                long millis = Fault.millis(random, 50, 4_000);
                Wait.pause(millis);
                yield "had to wait for " + millis + " ms";
            }
            default -> {
                // It goes on in a world that has been rebuilt meanwhile.
                RedisFaults.flushAll(rig, random);
                Wait.pause(Fault.millis(random, 50, 2_000));
                yield "while Redis was emptied";
            }
        });
    }

    private interface Blow {
        String strike(Node node, Traps.Trap trap);
    }

    private static String at(Rig rig, Random random, Step step, Blow blow) {
        try (Traps.Trap trap = rig.traps.set(step)) {
            provoke(rig, random, step);
            Node node = trap.await(step == Step.SWEEP_FOUND ? SWEPT_WITHIN_MILLIS : BOUND_MILLIS);
            rig.nodes.forEach(one -> one.postgres.heal());
            if (node == null) {
                return "nobody came there";
            }
            String what = blow.strike(node, trap);
            rig.hit(step);
            return "node " + node.number() + " " + what;
        }
    }

    /** What does not happen by itself within seconds. */
    private static void provoke(Rig rig, Random random, Step step) {
        if (step.ofRebuild()) {
            RedisFaults.scriptFlush(rig, random);
        } else if (step == Step.JOB_DONE) {
            rig.beginJob();
        } else if (step == Step.SWEEP_FOUND) {
            Node node = Fault.node(rig, random);
            // What it has decided, and cannot commit, is the other's business after three seconds.
            node.postgres.mode(TcpProxy.Mode.STALL);
        }
    }
}
