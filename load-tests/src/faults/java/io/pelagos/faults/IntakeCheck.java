package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** P1, P4 and P5 for leads that come in: every acknowledged one is there, and each customer only once. */
final class IntakeCheck {

    private IntakeCheck() {}

    static void check(List<Operation> history, Truth truth, Findings findings) {
        List<Operation> accepted =
                intake(history).stream().filter(Operation::ok).toList();
        accepted.forEach(op -> present(op, truth, findings));
        once(accepted, "external id", Intent::externalId, findings);
        once(accepted, "phone", Intent::phone, findings);
        truth.identities().stream()
                .filter(lead -> !truth.leads().containsKey(lead))
                .forEach(lead -> findings.add("P4", "an identity without its lead", "lead " + lead));
        atLeast(accepted, truth, findings);
    }

    private static List<Operation> intake(List<Operation> history) {
        return history.stream().filter(op -> op.intent().kind().intake()).toList();
    }

    private static void present(Operation op, Truth truth, Findings findings) {
        for (Answer.Told told : op.answer().leads()) {
            findings.must(truth.leads().containsKey(told.lead()), "P1", "acknowledged lead is missing", op::describe);
        }
        boolean namesOne =
                op.answer().leads().size() == 1 && op.answer().leads().get(0).lead() != 0;
        // Google wants to hear "{}": such leads are only counted.
        findings.must(
                namesOne || Firm.GOOGLE.equals(op.intent().channel()),
                "API",
                "an answer names no lead",
                () -> op.describe() + " " + op.answer().text());
    }

    private static void once(List<Operation> accepted, String what, Function<Intent, String> value, Findings findings) {
        Map<String, Operation> first = new HashMap<>();
        for (Operation op : accepted) {
            if (op.answer().leads().isEmpty()) {
                continue;
            }
            String whose = op.intent().channel() + " " + value.apply(op.intent());
            Operation other = first.putIfAbsent(whose, op);
            findings.must(
                    other == null
                            || other.answer().leads().get(0).lead()
                                    == op.answer().leads().get(0).lead(),
                    "P5",
                    "the same " + what + " became two leads",
                    () -> op.describe() + "; " + other.describe());
        }
    }

    /** Per channel: at least the people who were acknowledged. */
    private static void atLeast(List<Operation> accepted, Truth truth, Findings findings) {
        people(accepted).forEach((channel, people) -> {
            int there = truth.leadsByChannel().getOrDefault(channel, 0);
            findings.must(
                    there >= people.size(),
                    "P1",
                    "acknowledged lead is missing",
                    () -> "channel '" + channel + "' has " + there + " leads, acknowledged " + people.size());
        });
    }

    /** Per channel: at most the people who were ever sent. At rest only: what is under way is in no history yet. */
    static void atMost(List<Operation> history, Truth truth, Findings findings) {
        Map<String, Set<String>> sent = people(intake(history));
        truth.leadsByChannel().forEach((channel, there) -> {
            int most = sent.getOrDefault(channel, Set.of()).size();
            findings.must(
                    there <= most,
                    "P5",
                    "more leads than people",
                    () -> "channel '" + channel + "' has " + there + " leads of " + most + " people");
        });
    }

    private static Map<String, Set<String>> people(List<Operation> operations) {
        Map<String, Set<String>> people = new HashMap<>();
        operations.forEach(op -> people.computeIfAbsent(op.intent().channel(), c -> new HashSet<>())
                .add(op.intent().phone()));
        return people;
    }
}
