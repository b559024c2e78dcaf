package io.pelagos.faults;

import java.util.Random;

/** Nothing can be written any more. */
final class DiskFaults {

    private DiskFaults() {}

    /** The form that a full disk has for a Redis without persistence. */
    static String redisFull(Rig rig, Random random) {
        long millis = Fault.millis(random, 200, 2_500);
        RedisEngine redis = rig.master();
        redis.call("CONFIG", "SET", "maxmemory", "1");
        try {
            Wait.pause(millis);
        } finally {
            redis.call("CONFIG", "SET", "maxmemory", "0");
        }
        return redis.name() + " for " + millis + " ms";
    }

    /** No table grows: PostgreSQL refuses what needs room, and goes on with the rest. */
    static String postgresFull(Rig rig, Random random) {
        long millis = Fault.millis(random, 300, 3_000);
        rig.disk().fill();
        try {
            Wait.pause(millis);
        } finally {
            rig.disk().free();
        }
        return millis + " ms, " + rig.postgres.refusedForRoom() + " refusals until now";
    }

    /** Not even its log can be written, so PostgreSQL ends everything at once and recovers when there is room. */
    static String postgresLogFull(Rig rig, Random random) {
        long millis = Fault.millis(random, 300, 2_000);
        rig.postgres.limitFiles(true);
        Wait.pause(millis);
        rig.postgres.limitFiles(false);
        boolean ended = rig.postgres.startIfEnded();
        return millis + " ms, " + (ended ? "it had ended" : "it has recovered by itself");
    }

    /** What a node prints is lost. */
    static String nodeLogFull(Rig rig, Random random) {
        long millis = Fault.millis(random, 300, 2_000);
        Node node = Fault.node(rig, random);
        node.limitFiles(true);
        Wait.pause(millis);
        node.limitFiles(false);
        return "node " + node.number() + " for " + millis + " ms";
    }
}
