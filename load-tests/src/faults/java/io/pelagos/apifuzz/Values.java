package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes values that fit a schema, for one tenant: what has the name of a thing names one that is there. */
final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEPTH_MAX = 8;
    private static final int ITEMS_MAX = 3;

    private final Document document;
    private final Words words;
    private final Random random;

    Values(Document document, Words words, Random random) {
        this.document = document;
        this.words = words;
        this.random = random;
    }

    /** {@code name}: of the field or parameter that the value is for. */
    JsonNode of(JsonNode schema, String name) {
        return of(schema, name, 0);
    }

    private JsonNode of(JsonNode given, String name, int depth) {
        JsonNode schema = document.resolved(given);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return one(schema.get("enum"));
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                return of(one(schema.get(choice)), name, depth);
            }
        }
        if (schema.has("allOf") && !schema.has("properties")) {
            return of(merged(schema.get("allOf")), name, depth);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> NODES.numberNode(number(schema));
            case "number" -> NODES.numberNode(number(schema) + random.nextInt(100) / 100.0);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NullNode.getInstance();
            default -> NODES.textNode(words.text(schema, name));
        };
    }

    private String type(JsonNode schema) {
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(each -> types.add(each.asText()));
        } else if (type.isTextual()) {
            types.add(type.asText());
        } else {
            types.add(schema.has("properties") || schema.has("additionalProperties") ? "object" : "string");
        }
        // Null is a value that says nothing.
        if (types.size() > 1 && random.nextInt(10) > 0) {
            types.remove("null");
        }
        return types.get(random.nextInt(types.size()));
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        // Some objects are full, most have little beside what they need.
        int optional = depth >= DEPTH_MAX ? 0 : List.of(5, 15, 30, 80).get(random.nextInt(4));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (required.contains(property.getKey()) || random.nextInt(100) < optional) {
                object.set(property.getKey(), of(property.getValue(), property.getKey(), depth + 1));
            }
        }
        JsonNode more = schema.path("additionalProperties");
        if (more.isObject() || !schema.has("properties") && !more.isBoolean()) {
            for (int i = random.nextInt(ITEMS_MAX); i > 0; i--) {
                String key = words.key();
                object.set(key, more.isObject() ? of(more, key, depth + 1) : NODES.textNode(words.any()));
            }
        }
        return object;
    }

    private JsonNode array(JsonNode schema, String name, int depth) {
        int least = schema.path("minItems").asInt(0);
        int most = Math.min(schema.path("maxItems").asInt(ITEMS_MAX), Math.max(least, ITEMS_MAX));
        int size = depth >= DEPTH_MAX ? least : least + random.nextInt(most - least + 1);
        ArrayNode array = NODES.arrayNode();
        for (int i = 0; i < size; i++) {
            JsonNode item = of(schema.path("items"), singular(name), depth + 1);
            boolean doubled = schema.path("uniqueItems").asBoolean()
                    && array.valueStream().anyMatch(item::equals);
            if (!doubled) {
                array.add(item);
            }
        }
        return array;
    }

    private long number(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(Math.max(least, 1_000_000));
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + (long) (random.nextDouble() * Math.min(most - least, 50));
        };
    }

    private JsonNode merged(JsonNode parts) {
        ObjectNode whole = NODES.objectNode();
        ObjectNode properties = NODES.objectNode();
        parts.forEach(part -> {
            JsonNode its = document.resolved(part);
            its.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
            its.path("properties").properties().forEach(field -> properties.set(field.getKey(), field.getValue()));
        });
        return properties.isEmpty() ? whole : whole.set("properties", properties);
    }

    private JsonNode one(JsonNode choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String singular(String name) {
        return name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
    }
}
