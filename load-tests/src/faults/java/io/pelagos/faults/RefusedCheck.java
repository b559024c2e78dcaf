package io.pelagos.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * P5: a retry must not be refused because of what its own first attempt has done ("already claimed" by
 * oneself, "duplicate" of oneself), also when Redis has forgotten the key in between.
 */
final class RefusedCheck {

    private static final long CLOCK_SLACK_MILLIS = 1_000;

    private static final String NEXT = " of 0";

    private RefusedCheck() {}

    static void check(List<Operation> history, Truth truth, Findings findings) {
        Map<String, List<Operation>> wishes = new HashMap<>();
        Map<String, Set<String>> unknown = new HashMap<>();
        Set<Told.Step> told = new HashSet<>();
        for (Operation op : history) {
            Intent intent = op.intent();
            if (op.ok()) {
                told.addAll(Told.steps(op.answer()));
            }
            if (intent.key() != null) {
                wishes.computeIfAbsent(Told.wish(intent) + intent.body(), w -> new ArrayList<>())
                        .add(op);
            }
            if (op.answer().unknown() && Told.moves(intent)) {
                unknown.computeIfAbsent(step(intent), s -> new HashSet<>()).add(Told.wish(intent));
            }
        }
        Map<String, List<Truth.Line>> untold = untold(truth, told);
        wishes.values().forEach(attempts -> {
            if (attempts.stream().anyMatch(op -> op.answer().unknown())
                    && attempts.stream().noneMatch(Operation::ok)) {
                attempts.stream()
                        .filter(op -> op.answer().status() / 100 == 4)
                        .forEach(op -> refused(op, attempts, unknown, untold, findings));
            }
        });
    }

    private static void refused(
            Operation op,
            List<Operation> attempts,
            Map<String, Set<String>> unknown,
            Map<String, List<Truth.Line>> untold,
            Findings findings) {
        Intent intent = op.intent();
        if (intent.kind() == Intent.Kind.LEAD) {
            // The workload enters each phone once.
            findings.must(
                    !op.answer().problem().equals("duplicate-lead"),
                    "P5",
                    "a retry was refused although it had been carried out",
                    op::describe);
            return;
        }
        String step = step(intent);
        // "The next one" cannot be recognised, and of two unknown requests nobody knows which it was.
        boolean nextToo = intent.kind() == Intent.Kind.CLAIM && unknown.containsKey(Told.subject(intent) + NEXT);
        if (intent.lead() == 0
                || nextToo
                || unknown.getOrDefault(step, Set.of()).size() != 1) {
            return;
        }
        long first = attempts.stream().mapToLong(Operation::startMillis).min().orElseThrow();
        for (Truth.Line line : untold.getOrDefault(step, List.of())) {
            findings.must(
                    line.atMillis() < first - CLOCK_SLACK_MILLIS || line.atMillis() >= op.startMillis(),
                    "P5",
                    "a retry was refused although it had been carried out",
                    () -> op.describe() + "; " + line.describe());
        }
    }

    private static Map<String, List<Truth.Line>> untold(Truth truth, Set<Told.Step> told) {
        Map<String, List<Truth.Line>> untold = new HashMap<>();
        for (Truth.Line line : truth.journal()) {
            if (!told.contains(new Told.Step(line.lead(), line.version()))) {
                String subject = Told.subject(line);
                if (subject != null) {
                    String step = subject + (line.type().equals("claimed") ? " of " + line.lead() : "");
                    untold.computeIfAbsent(step, s -> new ArrayList<>()).add(line);
                }
            }
        }
        return untold;
    }

    private static String step(Intent intent) {
        return Told.subject(intent) + (intent.kind() == Intent.Kind.CLAIM ? " of " + intent.lead() : "");
    }
}
