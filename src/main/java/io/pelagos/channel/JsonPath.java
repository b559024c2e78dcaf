package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a value by a path as channels' mappings write them: {@code a.b}, {@code a[0].b}, and in lists of
 * key/value pairs {@code data[column_id=EMAIL].string_value}. A key that itself holds dots is found too.
 */
public final class JsonPath {
    private static final Pattern STEP = Pattern.compile("([^\\[\\]]*)((?:\\[[^\\[\\]]*])*)");
    private static final Pattern BRACKET = Pattern.compile("\\[([^\\[\\]]*)]");

    /** Names and brackets, all of them closed; a name may end with dots, as questions of forms do. */
    private static final Pattern WRITTEN = Pattern.compile("(?:[^\\[\\]]|\\[[^\\[\\]]*])+");

    private JsonPath() {}

    /** Whether anything can be found by it, as far as its brackets and dots tell. */
    static boolean isPath(String text) {
        String names = BRACKET.matcher(text).replaceAll("[]").replaceFirst("\\.+$", "");
        return WRITTEN.matcher(text).matches() && !names.isEmpty() && !names.startsWith(".") && !names.contains("..");
    }

    /**
     * A value and where it is.
     *
     * @param at its exact path, lists by index: {@code data[2].string_value}
     */
    public record Found(JsonNode node, String at) {}

    public static @Nullable Found find(JsonNode root, String path) {
        return find(new Found(root, ""), path);
    }

    private static @Nullable Found find(Found from, String path) {
        JsonNode whole = from.node().get(path);
        if (whole != null) {
            return new Found(whole, child(from.at(), path));
        }
        if (isName(path) && path.indexOf('.') < 0) {
            return null;
        }
        Found last = step(from, path);
        if (last != null) {
            return last;
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            Found head = step(from, path.substring(0, dot));
            Found found = head == null ? null : find(head, path.substring(dot + 1));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Most steps, and most paths: every lead is asked for dozens of them. */
    private static boolean isName(String step) {
        return step.indexOf('[') < 0 && step.indexOf(']') < 0;
    }

    /** One name with its brackets. */
    private static @Nullable Found step(Found from, String step) {
        if (isName(step)) {
            JsonNode node = from.node().get(step);
            return node == null ? null : new Found(node, child(from.at(), step));
        }
        Matcher matcher = STEP.matcher(step);
        if (!matcher.matches()) {
            return null;
        }
        String name = matcher.group(1);
        JsonNode node = name.isEmpty() ? from.node() : from.node().get(name);
        Found found = node == null ? null : new Found(node, name.isEmpty() ? from.at() : child(from.at(), name));
        Matcher brackets = BRACKET.matcher(matcher.group(2));
        while (found != null && brackets.find()) {
            found = bracket(found, brackets.group(1));
        }
        return found == null || step.isEmpty() ? null : found;
    }

    private static @Nullable Found bracket(Found from, String inside) {
        int equals = inside.indexOf('=');
        for (int i = 0; i < from.node().size() && from.node().isArray(); i++) {
            JsonNode item = from.node().get(i);
            boolean hit = equals < 0
                    ? inside.equals(Integer.toString(i))
                    : inside.substring(equals + 1)
                            .equals(item.path(inside.substring(0, equals)).asText());
            if (hit) {
                return new Found(item, from.at() + "[" + i + "]");
            }
        }
        return null;
    }

    static String child(String at, String name) {
        return at.isEmpty() ? name : at + "." + name;
    }
}
