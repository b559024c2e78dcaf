package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Gives requests their bodies, of whatever media type. */
final class Bodies {
    private static final List<String> MEDIA = List.of(
            "text/plain",
            "application/xml",
            "application/json; charset=gb18030",
            "application/json;x",
            "",
            "x/",
            "multipart/form-data",
            "application/x-www-form-urlencoded",
            "application/merge-patch+json",
            "APPLICATION/JSON");
    private static final int FILE_LINES = 6;

    private final Values values;
    private final Words words;
    private final Oddities odd;
    private final Random random;

    Bodies(Values values, Words words, Oddities odd, Random random) {
        this.values = values;
        this.words = words;
        this.odd = odd;
        this.random = random;
    }

    Draft with(Draft draft, boolean wrong) {
        List<String> types = new ArrayList<>(draft.operation().bodies().keySet());
        String type = types.get(random.nextInt(types.size()));
        JsonNode media = draft.operation().bodies().get(type);
        byte[] body = type.endsWith("json") && !type.contains("ndjson")
                ? json(draft.operation(), media, wrong)
                : file(type, wrong);
        String sent = wrong && random.nextInt(15) == 0 ? MEDIA.get(random.nextInt(MEDIA.size())) : type;
        return new Draft(draft.operation(), draft.caller(), draft.names(), draft.url(), draft.headers(), sent, body);
    }

    private byte[] json(Operation operation, JsonNode media, boolean wrong) {
        JsonNode body = harmless(operation, operation.path().startsWith("/hooks") ? delivery() : value(media));
        String text = wrong ? odd.spoilt(body) : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode value(JsonNode media) {
        JsonNode examples = media.path("examples");
        if (examples.isEmpty() || random.nextInt(4) > 0) {
            return values.of(media.path("schema"), "");
        }
        List<JsonNode> all = new ArrayList<>();
        examples.forEach(example -> all.add(example.path("value")));
        // What an example names is not here: names of the same kind take their place.
        JsonNode example = all.get(random.nextInt(all.size())).deepCopy();
        if (example instanceof ObjectNode object) {
            JsonNode made = values.of(media.path("schema"), "");
            made.properties().stream()
                    .filter(field ->
                            object.has(field.getKey()) && field.getValue().isTextual())
                    .forEach(field -> object.set(field.getKey(), field.getValue()));
        }
        return example;
    }

    /** Pools go on masking, so that what shows of planted people is a defect; and nothing leaves this machine. */
    private JsonNode harmless(Operation operation, JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            return body;
        }
        if (operation.path().startsWith("/api/v1/pools")
                && object.path("masking").isArray()) {
            ArrayNode all = object.putArray("masking");
            List.of("phone", "email", "wechat", "name").forEach(all::add);
        }
        if (object.has("id") && operation.harms()) {
            // What is there keeps its name: the one in the path.
            object.remove("id");
        }
        if (object.has("login") && operation.path().startsWith("/api/v1/agents")) {
            object.put("login", words.key());
        }
        if (operation.path().startsWith("/api/v1/channels")
                && List.of("meta", "linkedin", "kuaishou")
                        .contains(object.path("type").asText())) {
            object.put("type", "generic").remove("settings");
        }
        return object;
    }

    private ObjectNode delivery() {
        ObjectNode lead = JsonNodeFactory.instance.objectNode();
        lead.put("external_id", words.key()).put("name", "李娜 " + words.any()).put("phone", words.phone());
        lead.put("id", words.key())
                .put("number", words.phone())
                .put("direction", "inbound")
                .put("seconds", 30);
        if (random.nextBoolean()) {
            lead.put("utm_campaign", words.any()).put("grade", "A").put("score", random.nextInt(100));
        }
        return lead;
    }

    private byte[] file(String type, boolean wrong) {
        StringBuilder text = new StringBuilder();
        if (type.contains("spreadsheet")) {
            return ("PK\u0003\u0004" + odd.text()).getBytes(StandardCharsets.ISO_8859_1);
        } else if (type.contains("csv")) {
            text.append(random.nextInt(3) == 0 ? "date,channel,campaign,amount,currency\n" : "姓名,phone,email,grade\n");
            for (int i = 0; i < FILE_LINES; i++) {
                text.append(words.any())
                        .append(',')
                        .append(random.nextInt(5) == 0 ? "12" : words.phone())
                        .append(",a@example.com,A\n");
            }
        } else if (type.contains("ndjson")) {
            for (int i = 0; i < FILE_LINES; i++) {
                text.append(delivery()).append('\n');
            }
        } else if (type.contains("xml")) {
            text.append("<lead><name>")
                    .append(words.any())
                    .append("</name><phone>")
                    .append(words.phone())
                    .append("</phone></lead>");
        } else {
            delivery().properties().forEach((Map.Entry<String, JsonNode> field) -> text.append(field.getKey())
                    .append('=')
                    .append(field.getValue().asText())
                    .append('&'));
        }
        if (wrong) {
            text.insert(random.nextInt(text.length() + 1), odd.text());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
