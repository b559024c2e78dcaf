package io.pelagos.faults;

import java.util.Random;

/** Damage to Redis, and to what it knows. */
final class RedisFaults {

    private RedisFaults() {}

    static String flushAll(Rig rig, Random random) {
        return "" + rig.master().call("FLUSHALL");
    }

    static String scriptFlush(Rig rig, Random random) {
        return "" + rig.master().call("SCRIPT", "FLUSH");
    }

    static String freeze(Rig rig, Random random) {
        long millis = Fault.millis(random, 100, 3_000);
        rig.master().freeze(millis);
        return millis + " ms";
    }

    static String kill(Rig rig, Random random) {
        rig.master().killAndRestart();
        return rig.master().name();
    }

    static String failOver(Rig rig, Random random) {
        return synced(rig.failOver());
    }

    /** The replica has the data of its master again before it is promoted back. */
    static String thereAndBack(Rig rig, Random random) {
        String first = synced(rig.failOver());
        Wait.pause(Fault.millis(random, 0, 500));
        return first + ", back " + synced(rig.failOver());
    }

    static String splitBrain(Rig rig, Random random) {
        long millis = Fault.millis(random, 200, 2_000);
        Node first = Fault.node(rig, random);
        return "node " + first.number() + " first, " + millis + " ms, " + synced(rig.splitBrain(first, millis));
    }

    /** The replica hears nothing for a while and is promoted as it was; the old master lives, and follows it. */
    static String staleFailOver(Rig rig, Random random) {
        long millis = Fault.millis(random, 100, 2_000);
        long missing = rig.letReplicaLag(millis);
        rig.promoteStale();
        return "replica " + missing + " bytes behind after " + millis + " ms";
    }

    /** Likewise, and the old master is gone with all that only it knew. */
    static String lostFailOver(Rig rig, Random random) {
        long millis = Fault.millis(random, 100, 2_000);
        long missing = rig.letReplicaLag(millis);
        rig.master().kill();
        rig.promoteStale();
        return "replica " + missing + " bytes behind after " + millis + " ms, old master gone";
    }

    private static String synced(boolean synced) {
        return synced ? "replica in sync" : "replica behind";
    }
}
