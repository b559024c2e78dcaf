package io.pelagos.team;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and UTF-8 can store, and how deep: checks on text and whole JSON values. */
public final class Text {
    /** Levels of objects and lists in each other. */
    public static final int MAX_DEPTH = 32;

    private Text() {}

    /**
     * Without halves of surrogate pairs and NUL, which UTF-8 and PostgreSQL cannot hold, and without what would mislead
     * a reader. For leads: they come from forms and clipboards, and nothing odd in them may cost one.
     */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (misleading(c) || Character.isSurrogate(c)) {
                return text.codePoints()
                        .filter(point -> !misleading(point) && (point < 0xD800 || point > 0xDFFF))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    /** The object with all texts in it cleaned, a copy; the names of its fields stay. */
    public static JsonObject clean(JsonObject object) {
        JsonObject clean = new JsonObject();
        object.forEach(field -> clean.put(field.getKey(), cleaned(field.getValue())));
        return clean;
    }

    private static @Nullable Object cleaned(@Nullable Object value) {
        if (value instanceof String text) {
            return clean(text);
        }
        if (value instanceof JsonObject object) {
            return clean(object);
        }
        if (value instanceof JsonArray array) {
            JsonArray clean = new JsonArray();
            array.forEach(item -> clean.add(cleaned(item)));
            return clean;
        }
        return value;
    }

    /**
     * What only a reader would stumble over in a document: texts that are blank or mislead, and names of several
     * lines. Asked where somebody writes, not of what is stored already.
     */
    public static List<Fault> unreadable(JsonObject document) {
        List<Fault> faults = new ArrayList<>();
        document.forEach(field -> addUnreadable("/" + escape(field.getKey()), field.getValue(), faults));
        return faults;
    }

    private static void addUnreadable(String pointer, @Nullable Object value, List<Fault> faults) {
        if (value instanceof String text) {
            if (pointer.endsWith("/name") && text.chars().anyMatch(c -> c == '\n' || c == '\r')) {
                faults.add(new Fault(pointer, "must be one line"));
            } else if (!text.isEmpty() && text.codePoints().allMatch(Text::invisible)) {
                faults.add(new Fault(pointer, "must not be blank"));
            } else if (text.codePoints().anyMatch(Text::misleading)) {
                faults.add(new Fault(
                        pointer, "must not contain control characters, nor such as turn the direction of text"));
            }
        } else if (value instanceof JsonObject object) {
            object.forEach(field -> addUnreadable(pointer + "/" + escape(field.getKey()), field.getValue(), faults));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                addUnreadable(pointer + "/" + i, array.getValue(i), faults);
            }
        }
    }

    private static boolean invisible(int point) {
        return Character.isWhitespace(point)
                || Character.isSpaceChar(point)
                || Character.getType(point) == Character.FORMAT;
    }

    /**
     * Whether a character has no place in what people read: a control character that is no white space, or one that
     * turns the direction of the text around it and so lets it show as another.
     */
    public static boolean misleading(int point) {
        return (Character.isISOControl(point) && point != '\t' && point != '\n' && point != '\r')
                || (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069);
    }

    /** Says what is wrong with a text, or null: a NUL or half of a surrogate pair can be stored nowhere. */
    public static @Nullable String fault(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "must not contain the NUL character";
            }
            if (c == 1) {
                // Steps use it for themselves.
                return "must not contain the character U+0001";
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return "must be valid Unicode";
                }
                i++;
            }
        }
        return null;
    }

    /** Looks through a whole value; null when it can be stored. */
    static @Nullable Fault fault(String pointer, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return new Fault(pointer, "is nested too deeply");
        }
        if (value instanceof String text) {
            String fault = fault(text);
            return fault == null ? null : new Fault(pointer, fault);
        }
        if (value instanceof JsonObject object) {
            for (String name : object.fieldNames()) {
                Fault fault = fault(name) != null
                        ? new Fault(pointer, "has a field name that cannot be stored")
                        : fault(pointer + "/" + escape(name), object.getValue(name), depth + 1);
                if (fault != null) {
                    return fault;
                }
            }
        }
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                Fault fault = fault(pointer + "/" + i, array.getValue(i), depth + 1);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }

    /** One step of a JSON pointer. */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
