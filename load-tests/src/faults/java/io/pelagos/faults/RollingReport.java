package io.pelagos.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What clients were told while nodes were restarted, and what was found. */
public final class RollingReport {

    private final long seed;
    private final List<Operation> history;
    private final List<String> summary;
    private final Findings findings;

    /** @param summary lines on restarts and streams */
    RollingReport(long seed, List<Operation> history, List<String> summary, Findings findings) {
        this.seed = seed;
        this.history = history;
        this.summary = summary;
        this.findings = findings;
        failed(history)
                .forEach(op -> findings.add(
                        "answered",
                        "a request failed",
                        op.describe() + " " + op.answer().text()));
    }

    /** Requests without an answer, or with one that says that the server could not. */
    static List<Operation> failed(List<Operation> history) {
        return history.stream()
                .filter(op -> op.answer().status() == 0 || op.answer().status() >= 500)
                .toList();
    }

    public int requests() {
        return history.size();
    }

    public int failures() {
        return failed(history).size();
    }

    /** Of all answers. */
    public long longestMillis() {
        return history.stream()
                .mapToLong(op -> op.endMillis() - op.startMillis())
                .max()
                .orElse(0);
    }

    public List<String> violations() {
        return findings.violations().stream().map(Violation::toString).toList();
    }

    @Override
    public String toString() {
        Map<String, Integer> outcomes = new TreeMap<>();
        history.forEach(op -> outcomes.merge(op.answer().outcome(), 1, Integer::sum));
        return "\n== Rolling restarts, seed " + seed + "\n"
                + summary.stream().map(line -> line + "\n").collect(Collectors.joining())
                + "requests: " + requests() + ", failed: " + failures() + ", longest answer: " + longestMillis()
                + " ms\n"
                + outcomes.entrySet().stream()
                        .map(e -> String.format("  %8d  %s%n", e.getValue(), e.getKey()))
                        .collect(Collectors.joining())
                + "violations: " + findings.violations().size() + " " + findings.counts() + "\n"
                + findings.violations().stream().map(v -> "  ! " + v + "\n").collect(Collectors.joining());
    }
}
