package io.pelagos.faults;

import java.util.ArrayList;
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

    /** What has not happened yet, each in words; empty when everything has. */
    static List<String> missing(List<Operation> history, Truth truth) {
        List<String> missing = new ArrayList<>();
        Map<Intent.Kind, Integer> done = new EnumMap<>(Intent.Kind.class);
        history.stream()
                .filter(Operation::ok)
                .forEach(op -> done.merge(op.intent().kind(), 1, Integer::sum));
        for (Intent.Kind kind : Intent.Kind.values()) {
            int count = done.getOrDefault(kind, 0);
            if (count < LEAST) {
                missing.add(kind + " succeeded " + count + " times");
            }
        }
        if (history.stream().noneMatch(op -> op.answer().problem().equals("quota-exceeded"))) {
            missing.add("no limit was ever met");
        }
        if (truth.journal().stream().noneMatch(line -> line.type().equals("merged"))) {
            missing.add("nobody ever came again");
        }
        missing.addAll(by(truth, Told.RULE, List.of("recycled", "warned", "moved")));
        missing.addAll(by(truth, Told.ROUTER, List.of("claimed", "offered")));
        return missing;
    }

    static void check(List<Operation> history, Truth truth, Findings findings) {
        missing(history, truth).forEach(what -> findings.add("tool", "too little happened", what));
    }

    /** What the server has not done by itself yet. */
    private static List<String> by(Truth truth, String actor, List<String> types) {
        Set<String> done = truth.journal().stream()
                .filter(line -> actor.equals(line.actor()))
                .map(Truth.Line::type)
                .collect(Collectors.toSet());
        return types.stream()
                .filter(type -> !done.contains(type))
                .map(type -> "no " + actor + " has ever " + type + " a lead")
                .toList();
    }
}
