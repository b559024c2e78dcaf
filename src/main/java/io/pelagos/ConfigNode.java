package io.pelagos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * One mapping of the configuration. Whoever reads a key names its type, range and default; keys that
 * nobody has read are unknown.
 */
final class ConfigNode {
    private final String path;
    private final JsonNode node;
    private final Map<String, String> overrides;
    private final Set<String> read = new HashSet<>();

    /**
     * @param path dotted, empty for the whole
     * @param overrides dotted path → text that wins
     */
    ConfigNode(String path, JsonNode node, Map<String, String> overrides) {
        this.path = path;
        this.node = node;
        this.overrides = overrides;
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            throw new BadConfig(path + ": must hold keys, not " + shown(node));
        }
    }

    ConfigNode section(String key) {
        return new ConfigNode(pathOf(key), value(key), overrides);
    }

    String text(String key, String byDefault) {
        String override = overrides.get(pathOf(key));
        if (override != null) {
            read.add(key);
            return override;
        }
        JsonNode value = value(key);
        if (value.isMissingNode()) {
            return byDefault;
        }
        if (value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw bad(key, "must be text" + (value.isValueNode() ? " (put it in quotes)" : ""));
        }
        return value.textValue();
    }

    int number(String key, int byDefault, int min, int max) {
        String override = overrides.get(pathOf(key));
        JsonNode value = value(key);
        long number = byDefault;
        if (override != null) {
            if (!override.strip().matches("-?\\d{1,15}")) {
                throw bad(key, "must be a whole number, not '" + override + "'");
            }
            number = Long.parseLong(override.strip());
        } else if (!value.isMissingNode()) {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw bad(key, "must be a whole number, not " + shown(value));
            }
            number = value.longValue();
        }
        if (number < min || number > max) {
            throw bad(key, "must be from " + min + " to " + max + ", not " + number);
        }
        return (int) number;
    }

    boolean flag(String key, boolean byDefault) {
        String override = overrides.get(pathOf(key));
        JsonNode value = value(key);
        if (override != null) {
            return switch (override.strip()) {
                case "true" -> true;
                case "false" -> false;
                default -> throw bad(key, "must be true or false, not '" + override + "'");
            };
        }
        if (value.isMissingNode()) {
            return byDefault;
        }
        if (!value.isBoolean()) {
            throw bad(key, "must be true or false, not " + shown(value));
        }
        return value.booleanValue();
    }

    List<String> texts(String key) {
        JsonNode value = value(key);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()
                || !StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual)) {
            throw bad(key, "must be a list of texts, not " + shown(value));
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    /** To be called when all keys have been read. */
    void refuseOthers() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!read.contains(name)) {
                throw bad(name, "is not a known key");
            }
        }
    }

    BadConfig bad(String key, String why) {
        return new BadConfig(pathOf(key) + ": " + why);
    }

    private JsonNode value(String key) {
        read.add(key);
        JsonNode value = node.get(key);
        return value == null ? MissingNode.getInstance() : value;
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String shown(JsonNode value) {
        String text = value.toString().replace('\n', ' ');
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
