package io.pelagos.team;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of the firm's own that its leads have. Its values are no personal data: rules and searches look at them, so
 * they are stored open.
 *
 * @param options of a choice; else empty
 */
public record CustomField(String id, String name, Type type, List<String> options) {
    /** What its values are. */
    public enum Type {
        TEXT,
        NUMBER,
        DATE,
        FLAG,
        CHOICE
    }

    private static final int TEXT_MAX = 200;
    /** No double has more digits behind, or zeros before, the point. */
    private static final int SCALE_MAX = 400;
    /** Four digits of the year: such dates are in order as texts, too. */
    private static final int DATE_LENGTH = 10;

    static Map<String, CustomField> in(Document tenant) {
        Map<String, CustomField> fields = new LinkedHashMap<>();
        List<CustomField> list = tenant.list("fields", 100, CustomField::read);
        for (int i = 0; i < list.size(); i++) {
            if (fields.put(list.get(i).id, list.get(i)) != null) {
                tenant.fault("fields/" + i + "/id", "another field has this id");
            }
        }
        return Map.copyOf(fields);
    }

    private static CustomField read(Document document) {
        Type type = Type.valueOf(document.choice("type", List.of("text", "number", "date", "flag", "choice"), null)
                .toUpperCase(Locale.ROOT));
        List<String> options = document.texts("options", 200, TEXT_MAX);
        if ((type == Type.CHOICE) == options.isEmpty()) {
            document.fault("options", type == Type.CHOICE ? "must name what can be chosen" : "is for a choice");
        }
        String id = document.optionalId("id");
        if (id == null && !document.has("id")) {
            document.fault("id", "is required");
        }
        return new CustomField(id == null ? "" : id, document.text("name", 100), type, List.copyOf(options));
    }

    /** What is wrong with a value; null: nothing. */
    public @Nullable String fault(Object value) {
        return switch (type) {
            case TEXT -> value instanceof String text ? Faults.text(text, TEXT_MAX) : "must be a text";
            case NUMBER -> value instanceof Number ? null : "must be a number";
            case FLAG -> value instanceof Boolean ? null : "must be true or false";
            case DATE -> value instanceof String text && isDate(text) ? null : "must be a date such as 2026-01-31";
            case CHOICE ->
                value instanceof String text && options.contains(text)
                        ? null
                        : "must be one of " + String.join(", ", options);
        };
    }

    /** A text from a query as a value; null when it is none. */
    public @Nullable Object parse(String text) {
        Object value =
                switch (type) {
                    case TEXT, DATE, CHOICE -> text;
                    case FLAG -> text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
                    case NUMBER -> number(text);
                };
        return value == null || fault(value) != null ? null : value;
    }

    private static @Nullable BigDecimal number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            // A huge exponent must not become a huge text.
            return text.length() > 40 || Math.abs((long) number.scale()) > SCALE_MAX ? null : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return text.length() == DATE_LENGTH;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** Reads an object of values; null takes a value away. */
    public static Map<String, @Nullable Object> values(Document document, Map<String, CustomField> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : new ArrayList<>(document.names())) {
            CustomField field = fields.get(name);
            Object value = document.anything(name);
            if (field == null) {
                document.fault(name, "is not a field of this firm");
            } else if (value != null && field.fault(value) != null) {
                document.fault(name, String.valueOf(field.fault(value)));
            } else {
                values.put(name, value);
            }
        }
        return values;
    }
}
