package io.pelagos.condition;

import io.pelagos.team.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads one condition with all its parts, of bounded depth and number. */
final class ConditionReader {
    static final int PARTS_MAX = 100;
    private static final int DEPTH_MAX = 8;
    private static final int LIST_MAX = 50;
    private static final List<String> KINDS = List.of("all", "any", "not", "field", "time");

    private int parts;

    boolean tooMany() {
        return parts > PARTS_MAX;
    }

    Condition read(Document document, int depth) {
        parts++;
        Set<String> names = document.names();
        List<String> kinds = KINDS.stream().filter(names::contains).toList();
        if (kinds.isEmpty()) {
            document.fault("field", "is required, or one of all, any, not, time");
            return Condition.ALWAYS;
        } else if (kinds.size() > 1) {
            kinds.forEach(document::mentions);
            document.fault(kinds.get(1), "cannot be beside " + kinds.get(0));
            return Condition.ALWAYS;
        } else if (depth > DEPTH_MAX) {
            document.fault(kinds.get(0), "is nested more than " + DEPTH_MAX + " deep");
            // Its parts are not looked at any more; naming them keeps them from being unknown fields.
            names.forEach(document::mentions);
            return Condition.ALWAYS;
        }
        return switch (kinds.get(0)) {
            case "all" -> new Condition.All(list(document, "all", depth));
            case "any" -> new Condition.AnyOf(list(document, "any", depth));
            case "not" -> {
                Condition part = document.object("not", child -> read(child, depth + 1));
                if (part == null && !document.faulty("not")) {
                    document.fault("not", "must be a condition");
                }
                yield new Condition.Not(part == null ? Condition.ALWAYS : part);
            }
            case "field" -> FieldPart.in(document);
            default -> TimePart.in(document);
        };
    }

    private List<Condition> list(Document document, String name, int depth) {
        List<Condition> read = new ArrayList<>(document.list(name, LIST_MAX, child -> read(child, depth + 1)));
        if (read.isEmpty() && !document.faulty(name)) {
            document.fault(name, "must have 1 to " + LIST_MAX + " conditions");
        }
        return List.copyOf(read);
    }
}
