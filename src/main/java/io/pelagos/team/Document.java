package io.pelagos.team;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object strictly. Each field is asked for once, with its type and limits; a fault is
 * noted with its JSON pointer and a harmless value is returned, so that all faults are found in one go.
 * {@link #read} throws {@link InvalidDocument} when there was any fault, or a field nobody asked for.
 */
public final class Document {
    /** An id that a client may choose. */
    public static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");

    private static final int MAX_FAULTS = 50;

    private final JsonObject json;
    private final String pointer;
    private final List<Fault> faults;
    private final Set<String> known = new HashSet<>();

    private Document(JsonObject json, String pointer, List<Fault> faults) {
        this.json = json;
        this.pointer = pointer;
        this.faults = faults;
    }

    /** Reads the whole object; throws {@link InvalidDocument} with all its faults. */
    public static <T> T read(JsonObject json, Function<Document, T> reader) {
        Document document = new Document(json, "", new ArrayList<>());
        T value = reader.apply(document);
        document.unknown();
        if (!document.faults.isEmpty()) {
            throw new InvalidDocument(document.faults);
        }
        return value;
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** A value of any type; null when absent. */
    public @Nullable Object anything(String name) {
        return value(name);
    }

    /** The names of all fields that are there. */
    public Set<String> names() {
        return Set.copyOf(json.fieldNames());
    }

    /** Whether the field is there, even if it is null. */
    public boolean mentions(String name) {
        known.add(name);
        return json.containsKey(name);
    }

    public void fault(String name, String detail) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(at(name), detail));
        }
    }

    /** Whether a fault was found in the field or in what it holds. */
    public boolean faulty(String name) {
        String at = at(name);
        return faults.size() >= MAX_FAULTS
                || faults.stream()
                        .map(Fault::pointer)
                        .anyMatch(pointer -> pointer.equals(at) || pointer.startsWith(at + "/"));
    }

    /** A text of 1 to {@code max} characters that must be there. */
    public String text(String name, int max) {
        String text = optionalText(name, max);
        if (text == null) {
            missing(name);
            return "";
        }
        return text;
    }

    public @Nullable String optionalText(String name, int max) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            fault(name, "must be a text");
            return null;
        }
        String fault = Faults.text(text, max);
        if (fault != null) {
            fault(name, fault);
            return null;
        }
        return text;
    }

    /** A text that must be there and match as a whole; {@code rule} completes "must be …". */
    public String text(String name, Pattern pattern, String rule) {
        String text = optionalText(name, pattern, rule);
        if (text == null) {
            missing(name);
            return "";
        }
        return text;
    }

    public @Nullable String optionalText(String name, Pattern pattern, String rule) {
        String text = optionalText(name, 255);
        if (text != null && !pattern.matcher(text).matches()) {
            fault(name, "must be " + rule);
            return null;
        }
        return text;
    }

    /** The id of another thing. */
    public @Nullable String optionalId(String name) {
        return optionalText(name, ID, "an id: 1 to 40 of a-z, 0-9 and -");
    }

    /** One of some words; {@code otherwise} when absent or null, which makes the field required if it is null. */
    public String choice(String name, List<String> words, @Nullable String otherwise) {
        Object value = value(name);
        if (value == null) {
            if (otherwise == null) {
                missing(name);
                return words.get(0);
            }
            return otherwise;
        }
        if (value instanceof String text && words.contains(text)) {
            return text;
        }
        fault(name, "must be one of " + String.join(", ", words));
        return words.get(0);
    }

    public long integer(String name, long min, long max, long otherwise) {
        Object value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Integer || value instanceof Long)) {
            fault(name, value instanceof Number ? Faults.range(min, max) : "must be a whole number");
            return otherwise;
        }
        long number = ((Number) value).longValue();
        if (number < min || number > max) {
            fault(name, Faults.range(min, max));
            return otherwise;
        }
        return number;
    }

    /** A whole number that must be there. */
    public long integer(String name, long min, long max) {
        if (!has(name)) {
            missing(name);
        }
        return integer(name, min, max, min);
    }

    public boolean flag(String name, boolean otherwise) {
        Object value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        fault(name, "must be true or false");
        return otherwise;
    }

    /** An ISO 8601 duration in weeks, days, hours, minutes and seconds, 1 s to {@code max}; null when absent. */
    public @Nullable Duration duration(String name, Duration max) {
        Span span = span(name, max);
        return span == null ? null : span.duration();
    }

    /** As {@link #duration}, where days and hours differ. */
    public @Nullable Span span(String name, Duration max) {
        String text = optionalText(name, 30);
        if (text == null) {
            return null;
        }
        Span span = spanUpTo(text, max);
        if (span == null) {
            fault(name, "must be an ISO 8601 duration such as PT48H or P7D, at most " + Durations.text(max));
        }
        return span;
    }

    /** A list of durations; empty when absent. */
    public List<Duration> durations(String name, int max, Duration longest) {
        return spans(name, max, longest).stream().map(Span::duration).collect(Collectors.toList());
    }

    /** As {@link #durations}, where days and hours differ. */
    public List<Span> spans(String name, int max, Duration longest) {
        List<Span> items = new ArrayList<>();
        List<String> texts = texts(name, max, 30);
        for (int i = 0; i < texts.size(); i++) {
            Span span = spanUpTo(texts.get(i), longest);
            if (span == null) {
                fault(name + "/" + i, "must be an ISO 8601 duration such as P1D, at most " + Durations.text(longest));
            } else {
                items.add(span);
            }
        }
        return items;
    }

    private static @Nullable Span spanUpTo(String text, Duration max) {
        Span span = Span.parse(text);
        return span == null || span.isZero() || span.duration().compareTo(max) > 0 ? null : span;
    }

    /** An RFC 3339 time; null when absent. */
    public @Nullable Instant time(String name) {
        String text = optionalText(name, 40);
        if (text == null) {
            return null;
        }
        try {
            Instant time = java.time.OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Faults.EARLIEST) || time.isAfter(Faults.LATEST)) {
                fault(name, "must be a time between the years 1970 and 9999");
                return null;
            }
            return time;
        } catch (DateTimeParseException e) {
            fault(name, "must be an RFC 3339 time such as 2026-01-31T08:00:00.000Z");
            return null;
        }
    }

    /** An object with its own fields; null when absent. */
    public <T> @Nullable T object(String name, Function<Document, T> reader) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject object)) {
            fault(name, "must be an object");
            return null;
        }
        return child(object, at(name), reader);
    }

    /** A list of objects; empty when absent. */
    public <T> List<T> list(String name, int max, Function<Document, T> reader) {
        List<T> items = new ArrayList<>();
        JsonArray array = array(name, max);
        for (int i = 0; i < array.size(); i++) {
            if (array.getValue(i) instanceof JsonObject object) {
                items.add(child(object, at(name) + "/" + i, reader));
            } else {
                fault(name + "/" + i, "must be an object");
            }
        }
        return items;
    }

    /** A list of texts of at most {@code maxLength} characters, without repetition; empty when absent. */
    public List<String> texts(String name, int max, int maxLength) {
        Set<String> items = new LinkedHashSet<>();
        JsonArray array = array(name, max);
        for (int i = 0; i < array.size(); i++) {
            String fault = array.getValue(i) instanceof String text ? Faults.text(text, maxLength) : "must be a text";
            if (fault == null && items.contains(array.getString(i))) {
                fault = "is there twice";
            }
            if (fault == null) {
                items.add(array.getString(i));
            } else {
                fault(name + "/" + i, fault);
            }
        }
        return new ArrayList<>(items);
    }

    /** A list of some words; empty when absent. */
    public List<String> choices(String name, List<String> words) {
        List<String> items = texts(name, words.size(), 255);
        for (int i = 0; i < items.size(); i++) {
            if (!words.contains(items.get(i))) {
                fault(name + "/" + i, "must be one of " + String.join(", ", words));
            }
        }
        return items;
    }

    /** Any object, kept as it is, of at most {@code maxCharacters} as JSON; null when absent. */
    public @Nullable JsonObject free(String name, int maxCharacters) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject object)) {
            fault(name, "must be an object");
            return null;
        }
        return storable(name, object, maxCharacters) ? object : null;
    }

    /** Any list, kept as it is; null when absent. */
    public @Nullable JsonArray freeList(String name, int max) {
        if (!has(name)) {
            return null;
        }
        JsonArray array = array(name, max);
        return storable(name, array, 20_000) ? array : null;
    }

    private boolean storable(String name, Object value, int maxCharacters) {
        Fault fault = Text.fault(at(name), value, 1);
        if (fault != null) {
            faults.add(fault);
            return false;
        }
        if (value.toString().length() > maxCharacters) {
            fault(name, "is longer than " + maxCharacters + " characters of JSON");
            return false;
        }
        return true;
    }

    private JsonArray array(String name, int max) {
        Object value = value(name);
        if (value == null) {
            return new JsonArray();
        }
        if (!(value instanceof JsonArray array)) {
            fault(name, "must be a list");
            return new JsonArray();
        }
        if (array.size() > max) {
            fault(name, "must have at most " + max + " items");
            return new JsonArray();
        }
        return array;
    }

    private <T> T child(JsonObject object, String at, Function<Document, T> reader) {
        Document child = new Document(object, at, faults);
        T value = reader.apply(child);
        child.unknown();
        return value;
    }

    private void unknown() {
        for (String name : json.fieldNames()) {
            if (!known.contains(name) && faults.size() < MAX_FAULTS) {
                boolean strange = Text.fault(name) != null || name.length() > 100;
                faults.add(
                        strange
                                ? new Fault(pointer, "has an unknown field")
                                : new Fault(pointer + "/" + Text.escape(name), "is not a known field"));
            }
        }
    }

    private void missing(String name) {
        if (json.getValue(name) == null) {
            fault(name, "is required");
        }
    }

    private @Nullable Object value(String name) {
        known.add(name);
        return json.getValue(name);
    }

    private String at(String name) {
        return pointer + "/" + name;
    }
}
