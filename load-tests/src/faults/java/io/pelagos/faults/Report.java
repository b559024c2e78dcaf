package io.pelagos.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign did and found. */
public final class Report {

    private final long seed;
    private final Map<String, Integer> faults = new TreeMap<>();
    private final Map<String, Integer> requests = new TreeMap<>();
    private final Map<String, Integer> transitions = new TreeMap<>();
    private final List<Long> recoveryMillis = new ArrayList<>();
    private final Findings findings = new Findings();

    Report(long seed) {
        this.seed = seed;
    }

    void fault(String name) {
        faults.merge(name, 1, Integer::sum);
    }

    void recovered(long millis) {
        recoveryMillis.add(millis);
    }

    void round(List<Operation> history, Truth truth) {
        history.forEach(
                op -> requests.merge(op.intent().kind() + " " + op.answer().outcome(), 1, Integer::sum));
        truth.journal().forEach(line -> transitions.merge(line.type(), 1, Integer::sum));
    }

    Findings findings() {
        return findings;
    }

    /** How many faults were done. */
    public int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Broken promises, each with its details; at most ten of a kind. */
    public List<String> violations() {
        return findings.violations().stream().map(Violation::toString).toList();
    }

    @Override
    public String toString() {
        List<Long> sorted = recoveryMillis.stream().sorted().toList();
        String recovery = sorted.isEmpty()
                ? "none"
                : "median " + sorted.get(sorted.size() / 2) + " ms, longest " + sorted.get(sorted.size() - 1) + " ms";
        return "\n== Fault campaign, seed " + seed + "\n"
                + table("faults: " + faultCount(), faults)
                + "recovery: " + recovery + "\n"
                + table("requests", requests)
                + table("transitions", transitions)
                + table("violations: " + findings.violations().size(), findings.counts())
                + findings.violations().stream().map(v -> "  ! " + v + "\n").collect(Collectors.joining());
    }

    private static String table(String title, Map<String, Integer> counts) {
        return title + "\n"
                + counts.entrySet().stream()
                        .map(e -> String.format("  %8d  %s%n", e.getValue(), e.getKey()))
                        .collect(Collectors.joining());
    }
}
