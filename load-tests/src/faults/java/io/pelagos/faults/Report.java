package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign, or a part of one, did and found. */
public final class Report {

    /** What is counted. */
    private enum Of {
        FAULTS,
        STEPS,
        REQUESTS,
        TRANSITIONS;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final long seed;
    private final Map<Of, Map<String, Integer>> counts = new EnumMap<>(Of.class);
    private final List<Long> recoveryMillis = new ArrayList<>();
    private final Findings findings = new Findings();
    private int rounds;

    Report(long seed) {
        this.seed = seed;
        for (Of of : Of.values()) {
            counts.put(of, new TreeMap<>());
        }
    }

    void fault(String name) {
        count(Of.FAULTS, name, 1);
    }

    /** Something was done to a node exactly there. */
    void step(Step step) {
        count(Of.STEPS, step.text(), 1);
    }

    void recovered(long millis) {
        recoveryMillis.add(millis);
    }

    void round(List<Operation> history, Truth truth) {
        rounds++;
        history.forEach(
                op -> count(Of.REQUESTS, op.intent().kind() + " " + op.answer().outcome(), 1));
        truth.journal().forEach(line -> count(Of.TRANSITIONS, line.type(), 1));
    }

    private void count(Of of, String name, int more) {
        counts.get(of).merge(name, more, Integer::sum);
    }

    Findings findings() {
        return findings;
    }

    int rounds() {
        return rounds;
    }

    /** How many faults were done. */
    public int faultCount() {
        return counts.get(Of.FAULTS).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    Map<String, Integer> steps() {
        return counts.get(Of.STEPS);
    }

    /** Broken promises, each with its details; at most ten of a kind. */
    public List<String> violations() {
        return findings.violations().stream().map(Violation::toString).toList();
    }

    JsonNode json() {
        ObjectNode json = Api.JSON.createObjectNode().put("rounds", rounds);
        counts.forEach((of, names) -> json.set(of.text(), Api.JSON.valueToTree(names)));
        recoveryMillis.forEach(json.putArray("recovery_millis")::add);
        ArrayNode violations = json.putArray("violations");
        findings.violations().forEach(violation -> violations
                .addObject()
                .put("promise", violation.promise())
                .put("kind", violation.kind())
                .put("detail", violation.detail()));
        return json;
    }

    /** Takes over what another has counted and found, as {@link #json} tells it. */
    void add(JsonNode other) {
        rounds += other.path("rounds").asInt();
        for (Of of : Of.values()) {
            other.path(of.text())
                    .properties()
                    .forEach(name -> count(of, name.getKey(), name.getValue().asInt()));
        }
        other.path("recovery_millis").forEach(millis -> recoveryMillis.add(millis.asLong()));
        other.path("violations")
                .forEach(violation -> findings.add(
                        violation.path("promise").asText(),
                        violation.path("kind").asText(),
                        violation.path("detail").asText()));
    }

    @Override
    public String toString() {
        List<Long> sorted = recoveryMillis.stream().sorted().toList();
        String recovery = sorted.isEmpty()
                ? "none"
                : "median " + sorted.get(sorted.size() / 2) + " ms, longest " + sorted.get(sorted.size() - 1) + " ms";
        return "\n== Fault campaign, seed " + seed + "\n"
                + table("faults: " + faultCount(), counts.get(Of.FAULTS))
                + table("steps at which a node was hit", counts.get(Of.STEPS))
                + "recovery: " + recovery + "\n"
                + table("requests", counts.get(Of.REQUESTS))
                + table("transitions", counts.get(Of.TRANSITIONS))
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
