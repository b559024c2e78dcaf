package io.pelagos.faults;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A round in which nothing happened proves nothing: each kind of request must have succeeded, and a limit been met. */
final class Coverage {

    private static final int LEAST = 5;

    private Coverage() {}

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
        Set<String> byRules = new HashSet<>();
        truth.journal().stream()
                .filter(line -> Told.RULE.equals(line.actor()))
                .forEach(line -> byRules.add(line.type()));
        for (String type : List.of("recycled", "warned", "moved")) {
            findings.must(
                    byRules.contains(type),
                    "tool",
                    "too little happened",
                    () -> "no rule has ever " + type + " a lead");
        }
    }
}
