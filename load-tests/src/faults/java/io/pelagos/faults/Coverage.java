package io.pelagos.faults;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A round in which nothing happened proves nothing: each kind of request must have succeeded, and a limit been met. */
final class Coverage {

    private static final int LEAST = 2;
    private static final int ALL_STEPS_AFTER = 200;

    private Coverage() {}

    /** A campaign that is long enough must have hit a node at each step of the protocol. */
    static void steps(Report report, Findings findings) {
        if (report.faultCount() < ALL_STEPS_AFTER) {
            return;
        }
        for (Step step : Step.values()) {
            findings.must(
                    report.steps().containsKey(step.text()),
                    "tool",
                    "a step of the protocol was never met",
                    step::text);
        }
    }

    static void check(List<Operation> history, Truth truth, Findings findings) {
        Map<Intent.Kind, Integer> done = new EnumMap<>(Intent.Kind.class);
        history.stream()
                .filter(Operation::ok)
                .forEach(op -> done.merge(op.intent().kind(), 1, Integer::sum));
        for (Intent.Kind kind : Intent.Kind.values()) {
            int count = done.getOrDefault(kind, 0);
            findings.must(count >= LEAST, "tool", "too little happened", () -> kind + " succeeded " + count + " times");
        }
        findings.must(
                history.stream().anyMatch(op -> op.answer().problem().equals("quota-exceeded")),
                "tool",
                "too little happened",
                () -> "no limit was ever met");
        findings.must(
                truth.journal().stream().anyMatch(line -> line.type().equals("merged")),
                "tool",
                "too little happened",
                () -> "nobody ever came again");
        by(truth, Told.RULE, List.of("recycled", "warned", "moved"), findings);
        by(truth, Told.ROUTER, List.of("claimed", "offered"), findings);
    }

    /** What the server does by itself. */
    private static void by(Truth truth, String actor, List<String> types, Findings findings) {
        Set<String> done = truth.journal().stream()
                .filter(line -> actor.equals(line.actor()))
                .map(Truth.Line::type)
                .collect(Collectors.toSet());
        for (String type : types) {
            findings.must(
                    done.contains(type),
                    "tool",
                    "too little happened",
                    () -> "no " + actor + " has ever " + type + " a lead");
        }
    }
}
