package io.pelagos.faults;

import java.util.Random;

/** Clocks jump, and jump back. */
final class ClockFaults {

    private static final long LEAST_MILLIS = 300;
    private static final double TIMES = 200;
    /** So long the cell stands still behind the next rebuild. */
    private static final long REDIS_MOST_MILLIS = 10_000;

    private ClockFaults() {}

    static String node(Rig rig, Random random) {
        Node node = Fault.node(rig, random);
        return "node " + node.number() + " " + jump(random, by -> rig.setNodeClock(node, by));
    }

    static String postgres(Rig rig, Random random) {
        return jump(random, by -> rig.setClock("postgres", by));
    }

    /**
     * The clock of Redis' scripts, by the key that the server has for tests, as the program is linked statically. It jumps
     * forward, and back only where the key is lost in a rebuild: keys with an end are forgotten by the true time, which a
     * clock that was set back would hold up as well.
     */
    static String redis(Rig rig, Random random) {
        long by = Fault.millis(random, LEAST_MILLIS, REDIS_MOST_MILLIS);
        rig.advanceCellClock(by);
        return "by " + by + " ms, until the next rebuild";
    }

    private interface Clock {
        void set(long byMillis);
    }

    /** From parts of a second to a minute, short ones likelier; two of three jump forward. */
    private static String jump(Random random, Clock clock) {
        double share = random.nextDouble();
        long by = (long) (LEAST_MILLIS * Math.pow(TIMES, share * share));
        by = random.nextInt(3) == 0 ? -by : by;
        long millis = Fault.millis(random, Clocks.SEEN_AFTER_MILLIS, 2_500);
        clock.set(by);
        try {
            Wait.pause(millis);
        } finally {
            clock.set(0);
        }
        return "by " + by + " ms for " + millis + " ms";
    }
}
