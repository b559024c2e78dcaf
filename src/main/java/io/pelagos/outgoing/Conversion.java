package io.pelagos.outgoing;

import io.pelagos.team.Document;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an ad platform hears what became of its leads (回传): a body of its own form, filled in.
 *
 * @param names what the platform calls an event, by its type, or by type and outcome: {@code won},
 *     {@code followed_up.interested}; what has no name is not sent
 * @param body JSON whose texts hold placeholders such as <code>{click_id}</code>; a text that is nothing but one becomes
 *     its value, a number stays a number, and null what is not known
 */
public record Conversion(Map<String, String> names, JsonObject body) {
    /** By what a platform finds its lead again. */
    private static final Set<String> IDS = Set.of("click_id", "external_id");

    private static final Set<String> KNOWN = Set.of(
            "name",
            "type",
            "outcome",
            "event_id",
            "lead",
            "external_id",
            "click_id",
            "channel",
            "campaign",
            "ad_group",
            "ad",
            "page",
            "amount",
            "currency",
            "time",
            "time_seconds",
            "time_millis");
    private static final Pattern KEY = Pattern.compile("[a-z_]{1,40}(\\.[a-z_]{1,40})?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final int NAMES_MAX = 50;

    static Conversion read(Document document) {
        JsonObject names = document.free("names", 10_000);
        JsonObject body = document.free("body", 10_000);
        Map<String, String> read = new HashMap<>();
        if (names != null) {
            names.forEach(entry -> {
                boolean fits = KEY.matcher(entry.getKey()).matches()
                        && entry.getValue() instanceof String name
                        && !name.isEmpty()
                        && name.length() <= 100;
                if (fits) {
                    read.put(entry.getKey(), (String) entry.getValue());
                } else {
                    document.fault("names", "must give a text for types of events such as won or followed_up.reached");
                }
            });
        }
        if ((read.isEmpty() || read.size() > NAMES_MAX) && !document.faulty("names")) {
            document.fault("names", "must name 1 to " + NAMES_MAX + " events");
        }
        if (body == null && !document.faulty("body")) {
            document.fault("body", "is required");
        } else if (body != null) {
            check(document, "body", body);
        }
        return new Conversion(Map.copyOf(read), body == null ? new JsonObject() : body);
    }

    private static void check(Document document, String pointer, @Nullable Object value) {
        if (value instanceof String text) {
            Matcher holes = PLACEHOLDER.matcher(text);
            while (holes.find()) {
                if (!KNOWN.contains(holes.group(1))) {
                    document.fault(pointer, "has an unknown placeholder");
                }
            }
        } else if (value instanceof JsonObject object) {
            object.forEach(entry -> check(document, pointer + "/" + Text.escape(entry.getKey()), entry.getValue()));
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                check(document, pointer + "/" + i, array.getValue(i));
            }
        }
    }

    /** Of the events that have a name. */
    Set<String> types() {
        return names.keySet().stream().map(key -> key.split("\\.", 2)[0]).collect(Collectors.toSet());
    }

    /** What the platform calls it; null when it is not told. */
    @Nullable
    String name(String type, @Nullable String outcome) {
        String precise = outcome == null ? null : names.get(type + "." + outcome);
        return precise == null ? names.get(type) : precise;
    }

    /** The body with the values in it; null when the platform could not tell which lead is meant. */
    @Nullable
    JsonObject fill(Map<String, Object> values) {
        Set<String> used = new java.util.HashSet<>();
        JsonObject filled = (JsonObject) fill(body, values, used);
        used.retainAll(IDS);
        boolean lost = !used.isEmpty() && used.stream().noneMatch(values::containsKey);
        return lost ? null : filled;
    }

    private static @Nullable Object fill(@Nullable Object part, Map<String, Object> values, Set<String> used) {
        if (part instanceof String text) {
            return fill(text, values, used);
        } else if (part instanceof JsonObject object) {
            JsonObject filled = new JsonObject();
            object.forEach(entry -> filled.put(entry.getKey(), fill(entry.getValue(), values, used)));
            return filled;
        } else if (part instanceof JsonArray array) {
            JsonArray filled = new JsonArray();
            array.forEach(item -> filled.add(fill(item, values, used)));
            return filled;
        }
        return part;
    }

    private static @Nullable Object fill(String text, Map<String, Object> values, Set<String> used) {
        Matcher holes = PLACEHOLDER.matcher(text);
        if (holes.matches()) {
            used.add(holes.group(1));
            return values.get(holes.group(1));
        }
        holes.reset();
        return holes.replaceAll(hole -> {
            used.add(hole.group(1));
            return Matcher.quoteReplacement(text(values.getOrDefault(hole.group(1), "")));
        });
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
