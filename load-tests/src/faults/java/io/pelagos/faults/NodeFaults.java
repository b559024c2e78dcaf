package io.pelagos.faults;

import java.util.Random;

/** Damage to server processes, and what operators do to them. */
final class NodeFaults {

    private NodeFaults() {}

    static String freeze(Rig rig, Random random) {
        long millis = Fault.millis(random, 100, 4_000);
        Node node = Fault.node(rig, random);
        node.freeze(millis);
        return "node " + node.number() + " " + millis + " ms";
    }

    static String rebuild(Rig rig, Random random) {
        return rig.rebuild();
    }

    static String kill(Rig rig, Random random) {
        Node node = Fault.node(rig, random);
        node.kill();
        node.start();
        return "node " + node.number();
    }

    static String terminate(Rig rig, Random random) {
        Node node = Fault.node(rig, random);
        boolean ended = node.terminate();
        node.start();
        return "node " + node.number() + (ended ? "" : " did not end by itself");
    }
}
