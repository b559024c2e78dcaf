package io.pelagos.http;

import io.pelagos.http.YamlBody.Place;
import io.pelagos.team.Text;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;

/**
 * Makes JSON of the events of a YAML parser, by the JSON schema of YAML 1.2: a plain scalar is a number, {@code true},
 * {@code false} or {@code null} as JSON writes them, and everything else a text. So {@code no}, {@code 010} and
 * {@code 2026-01-31} are texts, and whoever wants something else of them is told so.
 */
final class YamlReader {
    private static final int VALUES_MAX = 200_000;
    private static final int NAME_MAX = 500;
    private static final int NUMBER_MAX = 40;
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

    private final Iterator<Event> events;
    private final Map<String, Place> places = new HashMap<>();
    private int values;

    YamlReader(Iterator<Event> events) {
        this.events = events;
    }

    Map<String, Place> places() {
        return places;
    }

    /** The only document; throws a refusal, or what the parser throws. */
    JsonObject read() {
        events.next();
        Event start = events.next();
        if (start instanceof StreamEndEvent) {
            throw fault("", start, "is empty");
        }
        Event first = start instanceof DocumentStartEvent ? events.next() : start;
        if (!(first instanceof MappingStartEvent mapping)) {
            throw fault("", first, "must be a mapping");
        }
        check("", mapping.getTag(), mapping.getAnchor(), mapping);
        JsonObject object = object("", 1);
        Event end = events.next();
        Event after = end instanceof DocumentEndEvent ? events.next() : end;
        if (!(after instanceof StreamEndEvent)) {
            throw fault("", after, "must be one document and nothing after it");
        }
        return object;
    }

    private JsonObject object(String pointer, int depth) {
        JsonObject object = new JsonObject();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            if (!(key instanceof ScalarEvent name)) {
                throw fault(pointer, key, "must have texts as names");
            }
            String text = name.getValue();
            if (text.length() > NAME_MAX || Text.fault(text) != null) {
                throw fault(pointer, key, "has a name that is too long or not a text");
            }
            String at = pointer + "/" + Text.escape(text);
            check(at, name.getTag(), name.getAnchor(), name);
            if (object.containsKey(text)) {
                throw fault(at, key, "is there twice");
            }
            places.put(at, place(key));
            object.put(text, value(at, events.next(), depth));
        }
        return object;
    }

    private JsonArray array(String pointer, int depth) {
        JsonArray array = new JsonArray();
        for (Event item = events.next(); !(item instanceof SequenceEndEvent); item = events.next()) {
            String at = pointer + "/" + array.size();
            places.put(at, place(item));
            array.add(value(at, item, depth));
        }
        return array;
    }

    private @Nullable Object value(String pointer, Event event, int depth) {
        if (++values > VALUES_MAX) {
            throw fault("", event, "has more than " + VALUES_MAX + " values");
        }
        if (depth >= Text.MAX_DEPTH) {
            throw fault(pointer, event, "is nested too deeply");
        }
        if (event instanceof AliasEvent) {
            throw fault(pointer, event, "must be written out: aliases are not read");
        }
        if (event instanceof MappingStartEvent mapping) {
            check(pointer, mapping.getTag(), mapping.getAnchor(), event);
            return object(pointer, depth + 1);
        }
        if (event instanceof SequenceStartEvent sequence) {
            check(pointer, sequence.getTag(), sequence.getAnchor(), event);
            return array(pointer, depth + 1);
        }
        ScalarEvent scalar = (ScalarEvent) event;
        check(pointer, scalar.getTag(), scalar.getAnchor(), event);
        places.put(pointer, place(event));
        return scalar.isPlain() ? plain(pointer, scalar) : text(pointer, scalar);
    }

    private static @Nullable Object plain(String pointer, ScalarEvent scalar) {
        String text = scalar.getValue();
        return switch (text) {
            case "", "~", "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(pointer, scalar);
        };
    }

    /** A number if it is one, else the text. */
    private static Object number(String pointer, ScalarEvent scalar) {
        String text = scalar.getValue();
        if (text.length() > NUMBER_MAX || !DECIMAL.matcher(text).matches()) {
            return text(pointer, scalar);
        }
        return INTEGER.matcher(text).matches() ? integer(text) : StrictJson.number(new BigDecimal(text));
    }

    /** As JSON is read: in the smallest type that holds it. */
    private static Number integer(String text) {
        BigInteger number = new BigInteger(text);
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private static String text(String pointer, ScalarEvent scalar) {
        String fault = Text.fault(scalar.getValue());
        if (fault != null) {
            throw fault(pointer, scalar, fault);
        }
        return scalar.getValue();
    }

    /** Neither is needed here, and both make a file mean something else than it seems to. */
    private static void check(String pointer, @Nullable String tag, @Nullable String anchor, Event event) {
        if (tag != null) {
            throw fault(pointer, event, "must have no tag");
        }
        if (anchor != null) {
            throw fault(pointer, event, "must have no anchor: aliases are not read");
        }
    }

    private static Place place(Event event) {
        Mark mark = event.getStartMark();
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Refusal fault(String pointer, Event event, String detail) {
        return YamlBody.fault(pointer, detail, place(event));
    }
}
