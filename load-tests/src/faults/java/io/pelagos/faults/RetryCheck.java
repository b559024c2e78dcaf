package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** P5: one key, one answer, one set of transitions. */
final class RetryCheck {

    private RetryCheck() {}

    static void check(List<Operation> history, Truth truth, Findings findings) {
        Map<Told.Step, Truth.Line> lines = Told.steps(truth);
        Map<Told.Step, Truth.Request> remembered = remembered(truth, lines, findings);
        Map<String, Operation> first = new HashMap<>();
        for (Operation op : history) {
            if (!op.ok() || op.intent().key() == null) {
                continue;
            }
            Operation other = first.putIfAbsent(Told.wish(op.intent()), op);
            if (other == null) {
                kept(op, remembered, findings);
                continue;
            }
            findings.must(
                    other.intent().body().equals(op.intent().body())
                            && other.intent().path().equals(op.intent().path()),
                    "P5",
                    "a used key was accepted with another body",
                    () -> op.describe() + "; " + other.describe());
            findings.must(
                    steps(op).equals(steps(other))
                            && op.answer().status() == other.answer().status(),
                    "P5",
                    "the same key got two answers",
                    () -> op.describe() + "; " + other.describe());
        }
    }

    /** Remembered requests by their steps; each must say what the journal says. */
    private static Map<Told.Step, Truth.Request> remembered(
            Truth truth, Map<Told.Step, Truth.Line> lines, Findings findings) {
        Map<Long, Integer> linesOf = new HashMap<>();
        truth.journal().forEach(line -> linesOf.merge(line.transition(), 1, Integer::sum));
        Map<Told.Step, Truth.Request> remembered = new HashMap<>();
        for (Truth.Request request : truth.requests()) {
            boolean same = request.leads().size() == request.versions().size();
            for (int i = 0; same && i < request.leads().size(); i++) {
                Told.Step step =
                        new Told.Step(request.leads().get(i), request.versions().get(i));
                Truth.Line line = lines.get(step);
                same = line != null && line.transition() == request.transition();
                findings.must(
                        remembered.put(step, request) == null,
                        "P5",
                        "one transition is remembered for two requests",
                        () -> step + " " + request);
            }
            int expected = request.leads().size();
            int found = linesOf.getOrDefault(request.transition(), 0);
            findings.must(
                    same && found == expected,
                    "P5",
                    "a remembered request and the journal differ",
                    () -> request + ", the journal has " + found + " lines of it");
        }
        return remembered;
    }

    /** An acknowledged key is remembered with just the leads that were told. */
    private static void kept(Operation op, Map<Told.Step, Truth.Request> remembered, Findings findings) {
        if (!Told.moves(op.intent())) {
            return;
        }
        for (Told.Step step : steps(op)) {
            Truth.Request request = remembered.get(step);
            findings.must(
                    request != null && request.leads().size() == steps(op).size(),
                    "P5",
                    "an acknowledged key is not remembered",
                    () -> op.describe() + " request " + request);
        }
    }

    private static Set<Told.Step> steps(Operation op) {
        return new HashSet<>(Told.steps(op.answer()));
    }
}
