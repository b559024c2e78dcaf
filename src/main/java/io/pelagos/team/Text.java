package io.pelagos.team;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL and UTF-8 can store, and how deep: checks on text and whole JSON values. */
public final class Text {
    /** Levels of objects and lists in each other. */
    public static final int MAX_DEPTH = 32;

    private Text() {}

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
