package io.pelagos.month;

import java.util.Locale;

/** Where the real time goes. */
final class Pace {

    /** Something to wait for. */
    interface Work {
        void run() throws Exception;
    }

    private final long beginNanos = System.nanoTime();
    private long workNanos;
    private long waitNanos;
    private long longestNanos;
    private int steps;

    void step(Work work, Work settle) throws Exception {
        long start = System.nanoTime();
        work.run();
        long worked = System.nanoTime();
        settle.run();
        long end = System.nanoTime();
        workNanos += worked - start;
        waitNanos += end - worked;
        longestNanos = Math.max(longestNanos, end - start);
        steps++;
    }

    String seconds() {
        return seconds(System.nanoTime() - beginNanos);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    @Override
    public String toString() {
        return seconds() + " s in all; " + steps + " steps: people at work " + seconds(workNanos)
                + " s, waiting for what was due " + seconds(waitNanos) + " s, busiest step " + seconds(longestNanos)
                + " s";
    }
}
