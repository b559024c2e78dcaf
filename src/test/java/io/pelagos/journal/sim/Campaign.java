package io.pelagos.journal.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Many worlds, one seed after the other, on some threads that share nothing. */
final class Campaign {
    private static final int SHOWN_MAX = 20;

    private final long first;
    private final long seeds;
    private final long millis;
    private final List<String> broken;
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong heals = new AtomicLong();

    private Campaign(long first, long seeds, int threads) {
        this.first = first;
        this.seeds = seeds;
        long begun = System.nanoTime();
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        AtomicLong next = new AtomicLong(first);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                long seed = next.getAndIncrement();
                while (seed < first + seeds && found.size() < SHOWN_MAX) {
                    run(seed, found);
                    seed = next.getAndIncrement();
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        this.broken = found;
        this.millis = (System.nanoTime() - begun) / 1_000_000;
    }

    static Campaign run(long first, long seeds, int threads) {
        return new Campaign(first, seeds, threads);
    }

    private void run(long seed, List<String> found) {
        World.Outcome outcome;
        try {
            outcome = new World(seed, false).run();
        } catch (RuntimeException e) {
            found.add("seed " + seed + ": " + e);
            return;
        }
        lines.addAndGet(outcome.lines());
        acknowledged.addAndGet(outcome.acknowledged());
        faults.addAndGet(outcome.faults().size());
        heals.addAndGet(outcome.heals());
        if (outcome.heals() > 0 && Boolean.getBoolean("simulation.heals")) {
            System.out.println("heals " + seed + " " + outcome.faults());
        }
        if (!outcome.violations().isEmpty()) {
            found.add("seed " + seed + ": " + outcome.violations().get(0) + "   after " + outcome.faults());
        }
    }

    /** The seeds that broke a promise, and which; at most some. */
    List<String> broken() {
        return broken;
    }

    String report() {
        return String.join("\n", broken) + (broken.isEmpty() ? "" : "\n")
                + seeds + " worlds from seed " + first + " in " + millis + " ms: " + faults + " faults, " + acknowledged
                + " requests granted, " + lines + " lines in journals, " + heals + " leads healed by the scrubber, "
                + (broken.isEmpty() ? "no promise broken" : broken.size() + " broken");
    }
}
