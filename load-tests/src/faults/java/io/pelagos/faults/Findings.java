package io.pelagos.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a check found; bounded per kind, because one broken mechanism breaks a thousand leads alike. */
public final class Findings {

    private static final int KEPT_PER_KIND = 10;

    private final List<Violation> kept = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    public synchronized void add(String promise, String kind, String detail) {
        if (counts.merge(promise + " " + kind, 1, Integer::sum) <= KEPT_PER_KIND) {
            kept.add(new Violation(promise, kind, detail));
        }
    }

    /** Notes a violation unless the condition holds. */
    public void must(boolean condition, String promise, String kind, Supplier<String> detail) {
        if (!condition) {
            add(promise, kind, detail.get());
        }
    }

    public synchronized List<Violation> violations() {
        return List.copyOf(kept);
    }

    /** How many of each kind were found, also beyond those that are kept. */
    public synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    public synchronized boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Takes over what the other has found and this has not. */
    public void addAll(Findings other) {
        List<Violation> known = violations();
        other.violations().stream()
                .filter(violation -> !known.contains(violation))
                .forEach(violation -> add(violation.promise(), violation.kind(), violation.detail()));
    }
}
