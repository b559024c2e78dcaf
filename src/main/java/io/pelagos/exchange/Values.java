package io.pelagos.exchange;

import io.pelagos.channel.LeadField;
import io.pelagos.team.CustomField;
import io.pelagos.team.Text;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one row, each where its column's target puts it. The first value for a thing counts. */
final class Values {
    private static final int ATTRIBUTES_MAX = 200;
    private static final int NAME_MAX = 255;
    private static final int DEPTH_MAX = 8;
    /** Marks a text that was a list: its items may hold commas. */
    static final char ITEM = '\n';

    final Map<LeadField, String> fields = new EnumMap<>(LeadField.class);
    final Map<MovedField, String> moved = new EnumMap<>(MovedField.class);
    final JsonObject attributes = new JsonObject();
    final JsonObject own = new JsonObject();

    @Nullable
    String fault;

    private Values() {}

    /** Of a table's row. */
    static Values of(List<Target> targets, List<String> row) {
        Values values = new Values();
        for (int i = 0; i < targets.size() && i < row.size(); i++) {
            values.put(targets.get(i), Guarded.open(Text.clean(row.get(i)).strip()));
        }
        return values;
    }

    /** Of a line of JSON, whose members are named by their paths, {@code contact.phone}. */
    static Values of(Columns columns, String line) {
        Values values = new Values();
        try {
            values.put(columns, "", Text.clean(new JsonObject(line)), DEPTH_MAX);
        } catch (DecodeException | ClassCastException e) {
            values.fault = "is not a JSON object";
        }
        return values;
    }

    /** The paths of what a line of JSON holds; none when it is no object. */
    static List<String> names(String line) {
        List<String> names = new ArrayList<>();
        try {
            names(names, "", new JsonObject(line), DEPTH_MAX);
        } catch (DecodeException | ClassCastException e) {
            names.clear();
        }
        return names;
    }

    private static void names(List<String> names, String at, JsonObject object, int depth) {
        for (Map.Entry<String, Object> member : object) {
            String path = at.isEmpty() ? member.getKey() : at + "." + member.getKey();
            if (member.getValue() instanceof JsonObject inner && depth > 0) {
                names(names, path, inner, depth - 1);
            } else {
                names.add(path);
            }
        }
    }

    private void put(Columns columns, String at, JsonObject object, int depth) {
        for (Map.Entry<String, Object> member : object) {
            String path = at.isEmpty() ? member.getKey() : at + "." + member.getKey();
            Object value = member.getValue();
            Target target = columns.target(path);
            boolean whole = target instanceof Target.Attributes
                    || (target instanceof Target.Moved moving && moving.field() == MovedField.FOLLOWUPS);
            if (value instanceof JsonObject inner && !whole && depth > 0) {
                put(columns, path, inner, depth - 1);
            } else if (value instanceof JsonArray list && !whole) {
                put(target, items(list));
            } else if (target instanceof Target.Attribute attribute && value != null) {
                attribute(attribute.name(), value);
            } else if (value != null) {
                put(target, value instanceof JsonObject all ? all.encode() : value.toString());
            }
        }
    }

    private static String items(JsonArray list) {
        StringBuilder text = new StringBuilder();
        list.forEach(item -> text.append(item).append(ITEM));
        return text.toString();
    }

    private void put(Target target, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (target instanceof Target.Field lead) {
            fields.putIfAbsent(lead.field(), value);
        } else if (target instanceof Target.Moved past) {
            moved.putIfAbsent(past.field(), value);
        } else if (target instanceof Target.Own mine) {
            own(mine.field(), value);
        } else if (target instanceof Target.Attribute attribute) {
            attribute(attribute.name(), value);
        } else if (target instanceof Target.Attributes) {
            attributes(value);
        } else if (target instanceof Target.Masked && value.equalsIgnoreCase("true")) {
            fault = "its contact is masked: somebody who sees it whole has to export it";
        }
    }

    private void own(CustomField field, String text) {
        Object value = field.parse(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        if (value == null) {
            fault = field.name() + " " + field.fault(text);
        } else {
            own.put(field.id(), value);
        }
    }

    private void attribute(String name, Object value) {
        if (attributes.size() < ATTRIBUTES_MAX) {
            attributes.put(name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name, value);
        }
    }

    private void attributes(String json) {
        try {
            new JsonObject(json).forEach(entry -> {
                if (entry.getValue() != null) {
                    attribute(entry.getKey(), entry.getValue());
                }
            });
        } catch (DecodeException e) {
            fault = "its attributes are not a JSON object";
        }
    }
}
