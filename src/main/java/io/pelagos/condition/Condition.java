package io.pelagos.condition;

import io.pelagos.team.Document;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks of a lead. It answers for every lead: what a lead does not have fits no value and no range. Written as
 * {@code {"all":[…]}}, {@code {"any":[…]}}, {@code {"not":{…}}}, {@code {"field":…,"is"|"in"|"contains"|"starts_with"|
 * "min"|"max"|"exists":…}} or {@code {"time":{…}}}.
 */
public sealed interface Condition permits Condition.All, Condition.AnyOf, Condition.Not, FieldPart, TimePart {
    /** Asks nothing. */
    Condition ALWAYS = new All(List.of());

    boolean test(Subject subject);

    /** The firm's own fields that it looks at, by their ids. */
    Set<String> ownFields();

    private static Set<String> ownFields(List<Condition> parts) {
        return parts.stream().flatMap(part -> part.ownFields().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Each of them; of none it is true. */
    record All(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Subject subject) {
            return parts.stream().allMatch(part -> part.test(subject));
        }

        @Override
        public Set<String> ownFields() {
            return Condition.ownFields(parts);
        }
    }

    /** At least one of them. */
    record AnyOf(List<Condition> parts) implements Condition {
        @Override
        public boolean test(Subject subject) {
            return parts.stream().anyMatch(part -> part.test(subject));
        }

        @Override
        public Set<String> ownFields() {
            return Condition.ownFields(parts);
        }
    }

    record Not(Condition part) implements Condition {
        @Override
        public boolean test(Subject subject) {
            return !part.test(subject);
        }

        @Override
        public Set<String> ownFields() {
            return part.ownFields();
        }
    }

    /** Reads a field of a document that holds a condition; without it nothing is asked. */
    static Condition in(Document document, String name) {
        ConditionReader reader = new ConditionReader();
        @Nullable Condition read = document.object(name, child -> reader.read(child, 1));
        if (reader.tooMany()) {
            document.fault(name, "must have at most " + ConditionReader.PARTS_MAX + " parts");
        }
        return read == null ? ALWAYS : read;
    }
}
