package io.pelagos.faults;

import java.util.Random;

/** Damage to PostgreSQL's processes. */
final class PostgresFaults {

    private PostgresFaults() {}

    static String freeze(Rig rig, Random random) {
        long millis = Fault.millis(random, 100, 4_000);
        rig.postgres.freeze(millis);
        return millis + " ms";
    }

    /** Longer than any limit of a node: it has given up all its connections by then. */
    static String standStill(Rig rig, Random random) {
        long millis = Fault.millis(random, 12_500, 20_000);
        rig.postgres.freeze(millis);
        return millis + " ms";
    }

    static String terminateBackends(Rig rig, Random random) {
        rig.postgres.terminateBackends();
        return "all";
    }

    static String stopImmediately(Rig rig, Random random) {
        rig.postgres.stopImmediatelyAndStart();
        return "";
    }

    static String kill(Rig rig, Random random) {
        rig.postgres.killAndRestart();
        return "";
    }
}
