package io.pelagos.faults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The order of faults, the same for the same seed: every kind comes before any comes again, and of ten in
 * a row exactly one ends a process or stands still for long, because that costs seconds where the others cost parts of one.
 */
final class Plan {

    private static final int BLOCK = 10;

    private final Random random;
    private final Deque<Fault> light = new ArrayDeque<>();
    private final Deque<Fault> kills = new ArrayDeque<>();
    private final List<Fault> faults;
    private int index;
    private int killAt;

    Plan(long seed, List<Fault> faults) {
        this.random = new Random(seed);
        this.faults = faults;
    }

    Fault next() {
        if (index % BLOCK == 0) {
            killAt = index + random.nextInt(BLOCK);
        }
        boolean kill = index++ == killAt;
        Deque<Fault> bag = kill ? kills : light;
        if (bag.isEmpty()) {
            List<Fault> refill = new ArrayList<>(
                    faults.stream().filter(f -> f.kill() == kill).toList());
            Collections.shuffle(refill, random);
            bag.addAll(refill);
        }
        return bag.removeFirst();
    }

    /** Whether the next fault strikes while the system still recovers from this one. */
    boolean overlaps() {
        return random.nextInt(6) == 0;
    }

    Random random() {
        return random;
    }
}
