package io.pelagos.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks up journal lines, and names logical requests, for the checks that compare answers with the truth. */
final class Told {

    /** One transition of one lead. */
    record Step(long lead, int version) {}

    private Told() {}

    static Map<Step, Truth.Line> steps(Truth truth) {
        Map<Step, Truth.Line> steps = new HashMap<>();
        truth.journal().forEach(line -> steps.put(new Step(line.lead(), line.version()), line));
        return steps;
    }

    static List<Step> steps(Answer answer) {
        return answer.leads().stream()
                .map(told -> new Step(told.lead(), told.version()))
                .toList();
    }

    /** All attempts of one wish have the same name: its key, or without one its number. */
    static String wish(Intent intent) {
        return intent.key() == null ? "#" + intent.number() : intent.actor() + " " + intent.key();
    }

    /** Whether the intent asks for a transition of a lead that exists. */
    static boolean moves(Intent intent) {
        return !intent.kind().intake();
    }

    /** An event's kind as requests see it: giving an owned lead to another is an assignment too. */
    static String type(Truth.Line line) {
        return line.type().equals("transferred") ? "assigned" : line.type();
    }

    /** An assignment to the agent who has the lead already is answered with the lead as it is, and is no transition. */
    static boolean changedNothing(Operation op, Map<Step, Truth.Line> lines) {
        return op.intent().kind() == Intent.Kind.ASSIGN
                && steps(op.answer()).stream()
                        .map(lines::get)
                        .allMatch(line -> line != null
                                && op.intent().target().equals(line.agent())
                                && !type(line).equals("assigned"));
    }
}
