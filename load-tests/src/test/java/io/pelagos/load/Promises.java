package io.pelagos.load;

import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a simulation promised for the whole of a run and whether it held, in plain words after its end. Gatling's own
 * report has the times, and the single answers that were not as they should be.
 */
final class Promises {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    /** Notes it, and answers whether it was kept: for the check that fails the run otherwise. */
    boolean holds(boolean kept, String promise, String found) {
        lines.add((kept ? "  kept    " : "  BROKEN  ") + promise + ": " + found);
        return kept;
    }

    /** A figure about which nothing is promised. */
    void note(String format, Object... values) {
        lines.add("          " + text(format, values));
    }

    /** Nothing of it was asked when a run ends early. */
    void print() {
        System.out.println(lines.isEmpty() ? "\nThe promises could not be looked at." : "\nPromises of the whole run");
        lines.forEach(System.out::println);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
