package io.pelagos.condition;

import io.pelagos.team.Document;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonArray;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one field of a lead. Of a field with several values, such as tags, one has to fit. Texts are compared without
 * regard to case; a text that is a number is that number, too.
 *
 * @param wanted one of these texts, in small letters; null: any
 * @param numbers or one of these numbers
 * @param contains in small letters; null: any
 * @param startsWith in small letters; null: any
 * @param exists whether it must have a value, or must have none; null: does not matter
 */
record FieldPart(
        String field,
        @Nullable Set<String> wanted,
        Set<Double> numbers,
        @Nullable String contains,
        @Nullable String startsWith,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Boolean exists)
        implements Condition {
    private static final int TEXT_MAX = 255;
    private static final int VALUES_MAX = 200;
    private static final List<String> OPERATORS =
            List.of("is", "in", "contains", "starts_with", "min", "max", "exists");
    /** Longer numbers are ids: as texts they are exact. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

    @Override
    public boolean test(Subject subject) {
        List<Object> values = subject.values(field);
        if (exists != null && exists == values.isEmpty()) {
            return false;
        }
        boolean asks = wanted != null || contains != null || startsWith != null || min != null || max != null;
        return !asks || values.stream().anyMatch(this::fits);
    }

    @Override
    public Set<String> ownFields() {
        String own = Subject.ownField(field);
        return own == null ? Set.of() : Set.of(own);
    }

    private boolean fits(Object value) {
        String text = small(value.toString());
        OptionalDouble number = number(text);
        return (wanted == null
                        || wanted.contains(text)
                        || (number.isPresent() && numbers.contains(number.getAsDouble())))
                && (contains == null || text.contains(contains))
                && (startsWith == null || text.startsWith(startsWith))
                && (min == null || (number.isPresent() && number.getAsDouble() >= min))
                && (max == null || (number.isPresent() && number.getAsDouble() <= max));
    }

    private static String small(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static OptionalDouble number(String text) {
        return text.length() <= 32 && NUMBER.matcher(text).matches()
                ? OptionalDouble.of(Double.parseDouble(text))
                : OptionalDouble.empty();
    }

    static FieldPart in(Document document) {
        String field = document.text("field", TEXT_MAX);
        if (!field.isEmpty() && !Subject.knows(field)) {
            document.fault("field", "is not a field that rules can look at");
        }
        if (OPERATORS.stream().noneMatch(document::has)) {
            document.fault("is", "is required, or one of in, contains, starts_with, min, max, exists");
        }
        Set<String> wanted = null;
        if (document.has("is") || document.has("in")) {
            wanted = new HashSet<>();
            want(wanted, document, "is", document.anything("is"));
            list(wanted, document);
        }
        Set<Double> numbers = new HashSet<>();
        if (wanted != null) {
            wanted.forEach(text -> number(text).ifPresent(numbers::add));
        }
        return new FieldPart(
                field,
                wanted == null ? null : Set.copyOf(wanted),
                Set.copyOf(numbers),
                words(document, "contains"),
                words(document, "starts_with"),
                bound(document, "min"),
                bound(document, "max"),
                document.has("exists") ? (Boolean) document.flag("exists", true) : null);
    }

    private static void list(Set<String> wanted, Document document) {
        Object value = document.anything("in");
        if (value == null) {
            return;
        } else if (document.has("is")) {
            document.fault("in", "cannot be beside is");
        } else if (!(value instanceof JsonArray list) || list.isEmpty() || list.size() > VALUES_MAX) {
            document.fault("in", "must be a list of 1 to " + VALUES_MAX + " values");
        } else {
            for (int i = 0; i < list.size(); i++) {
                Object item = list.getValue(i);
                if (item == null) {
                    document.fault("in/" + i, "must be a text, a number, true or false");
                }
                want(wanted, document, "in/" + i, item);
            }
        }
    }

    private static void want(Set<String> wanted, Document document, String name, @Nullable Object value) {
        if (value instanceof String text) {
            if (text.isEmpty() || text.length() > TEXT_MAX) {
                document.fault(name, "must have 1 to " + TEXT_MAX + " characters");
            } else if (Text.fault(text) != null) {
                document.fault(name, "has characters that cannot be stored");
            }
            wanted.add(small(text));
        } else if (value instanceof Number || value instanceof Boolean) {
            wanted.add(small(value.toString()));
        } else if (value != null) {
            document.fault(name, "must be a text, a number, true or false");
        }
    }

    private static @Nullable String words(Document document, String name) {
        String text = document.optionalText(name, TEXT_MAX);
        return text == null ? null : small(text);
    }

    private static @Nullable Double bound(Document document, String name) {
        Object value = document.anything(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && Math.abs(number.doubleValue()) <= 1e15) {
            return number.doubleValue();
        }
        document.fault(name, "must be a number");
        return null;
    }
}
