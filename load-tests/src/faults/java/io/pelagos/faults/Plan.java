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
    private static final int OVERLAPS_OF = 6;

    /**
     * One fault of the plan.
     *
     * @param random all that the fault draws: what it draws changes nothing for later ones
     * @param overlaps whether the next fault strikes while the system still recovers from this one
     */
    record Strike(Fault fault, Random random, boolean overlaps) {}

    private final Random random;
    private final Deque<Fault> light = new ArrayDeque<>();
    private final Deque<Fault> kills = new ArrayDeque<>();
    private final List<Fault> faults;
    private int index;
    private int killAt;

    /** @param faults of which one at least must be there */
    Plan(long seed, List<Fault> faults) {
        this.random = new Random(seed);
        this.faults = faults;
    }

    Strike next() {
        if (index % BLOCK == 0) {
            killAt = index + random.nextInt(BLOCK);
        }
        return new Strike(draw(index++ == killAt), new Random(random.nextLong()), random.nextInt(OVERLAPS_OF) == 0);
    }

    /** Goes on behind faults that were done before. */
    void skip(int done) {
        for (int i = 0; i < done; i++) {
            next();
        }
    }

    private Fault draw(boolean kill) {
        Deque<Fault> bag = kill ? kills : light;
        if (bag.isEmpty()) {
            List<Fault> refill = new ArrayList<>(
                    faults.stream().filter(f -> f.kill() == kill).toList());
            if (refill.isEmpty()) {
                // Somebody has chosen the kinds, and of the one sort only.
                refill.addAll(faults);
            }
            Collections.shuffle(refill, random);
            bag.addAll(refill);
        }
        return bag.removeFirst();
    }
}
