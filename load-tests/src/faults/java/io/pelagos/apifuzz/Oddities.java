package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spoils one place of what would be right. */
final class Oddities {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\u202e反",
            "\ud83d\ude00",
            "\ud800",
            "\ufeff",
            "\uffff",
            "e\u0301\u0301\u0301",
            "null",
            "-1",
            "1e999",
            "../../etc/passwd",
            "%00",
            "' or 1=1 --",
            "{{7*7}}",
            "$.x[*]",
            "\r\nX-Odd: 1",
            "9".repeat(40),
            "Infinity",
            "P99999999999D",
            "PT-1S",
            "2026-02-30",
            "2026-02-30T00:00:00.000Z",
            "+999999999-01-01T00:00:00.000Z",
            "0000-00-00",
            "*",
            "١٢٣",
            "x".repeat(256),
            "x".repeat(5_000),
            "字".repeat(20_000));
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1e30",
            "1e308",
            "1e-400",
            "0.1",
            "-0",
            "1.0",
            "1E400",
            "1e999999999",
            "1".repeat(400),
            "0." + "3".repeat(300));

    private final Random random;

    Oddities(Random random) {
        this.random = random;
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    /** The body as text, with one thing wrong; sometimes what is wrong is no JSON any more. */
    String spoilt(JsonNode body) {
        JsonNode spoilt = body.deepCopy();
        List<JsonNode> places = new ArrayList<>();
        collect(spoilt, places);
        if (places.isEmpty() || random.nextInt(12) == 0) {
            return whole(body.toString());
        }
        JsonNode place = places.get(random.nextInt(places.size()));
        if (place instanceof ObjectNode object) {
            spoil(object);
        } else if (place instanceof ArrayNode array) {
            spoil(array);
        }
        String text = spoilt.toString();
        // What JSON trees cannot hold is put in as text.
        return text.replace("\"@number\"", number())
                .replace("\"@deep\"", "[".repeat(3_000) + "]".repeat(3_000))
                .replace("\"@shallow\"", "{\"a\":".repeat(40) + "1" + "}".repeat(40))
                .replace("\"@double\":1", "\"name\":\"first\",\"name\":\"second\"");
    }

    private void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.add(node);
            node.forEach(child -> collect(child, places));
        }
    }

    private void spoil(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || random.nextInt(6) == 0) {
            object.set(random.nextBoolean() ? "unknown_" + random.nextInt(9) : text(), odd());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.putNull(name);
            case 2 -> object.put("@double", 1);
            case 3 -> object.set(name, NODES.arrayNode().add(object.get(name)));
            default -> object.set(name, odd());
        }
    }

    private void spoil(ArrayNode array) {
        switch (random.nextInt(4)) {
            case 0 -> array.add(odd());
            case 1 -> array.addNull();
            case 2 -> {
                for (int i = 0; i < 300; i++) {
                    array.add(array.isEmpty() ? NODES.textNode("x" + i) : array.get(0));
                }
            }
            default -> array.insert(0, odd());
        }
    }

    private JsonNode odd() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> NODES.textNode(text());
            case 3, 4 -> NODES.textNode("@number");
            case 5 -> NODES.booleanNode(random.nextBoolean());
            case 6 -> NODES.objectNode().put("x", 1);
            case 7 -> NODES.numberNode(new BigDecimal("0.5"));
            default -> NODES.textNode(random.nextInt(4) == 0 ? "@deep" : "@shallow");
        };
    }

    private String whole(String text) {
        return switch (random.nextInt(9)) {
            case 0 -> "";
            case 1 -> text.substring(0, random.nextInt(text.length() + 1));
            case 2 -> "[" + text + "]";
            case 3 -> "null";
            case 4 -> text + text;
            case 5 -> "\ufeff" + text;
            case 6 -> text.replace('"', '\'');
            case 7 -> "{\"pad\":\"" + "x".repeat(70_000) + "\"}";
            default -> "\"" + text().replace("\\", "").replace("\"", "") + "\"";
        };
    }
}
