package io.pelagos.apifuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The server's own description: its operations, and whether something fits a schema of it. */
final class Document {
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");
    /** The dialect of OpenAPI 3.1; each schema carries the document's components along. */
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
            .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword("components"))
                    .build())
            .build();

    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;
    private final List<Operation> operations = new ArrayList<>();
    private final Map<JsonNode, JsonSchema> compiled = Collections.synchronizedMap(new IdentityHashMap<>());

    Document(String yaml) throws JsonProcessingException {
        root = new YAMLMapper().readTree(yaml);
        root.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(field -> METHODS.contains(field.getKey()))
                .forEach(field -> operations.add(operation(path.getKey(), field.getKey(), field.getValue()))));
    }

    private Operation operation(String path, String method, JsonNode node) {
        List<JsonNode> parameters = new ArrayList<>();
        node.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        Map<String, JsonNode> bodies = new LinkedHashMap<>();
        node.path("requestBody")
                .path("content")
                .properties()
                .forEach(body -> bodies.put(body.getKey(), body.getValue()));
        Map<String, JsonNode> answers = new LinkedHashMap<>();
        node.path("responses")
                .properties()
                .forEach(answer -> answers.put(answer.getKey(), resolved(answer.getValue())));
        TreeSet<String> roles = new TreeSet<>();
        node.path("x-roles").forEach(role -> roles.add(role.asText()));
        return new Operation(method.toUpperCase(Locale.ROOT), path, parameters, bodies, answers, roles);
    }

    List<Operation> operations() {
        return operations;
    }

    /** The roles that people may have. */
    List<String> roles() {
        return root.at("/components/schemas/Agent/properties/role/enum")
                .valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .toList();
    }

    /** What a reference leads to; anything else is itself. */
    JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** What is wrong with a value; empty for nothing. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(message -> message.getInstanceLocation() + " " + message.getMessageKey() + ", schema "
                        + message.getSchemaLocation())
                .toList();
    }

    /** What is wrong with the headers of an answer that have a meaning. */
    List<String> faultsOfHeaders(JsonNode answer, Map<String, String> headers) {
        List<String> faults = new ArrayList<>();
        for (String name : List.of("etag", "retry-after", "idempotent-replayed", "www-authenticate")) {
            String value = headers.get(name);
            JsonNode described = answer.path("headers").properties().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> resolved(header.getValue()))
                    .findFirst()
                    .orElse(null);
            if (value != null && described == null) {
                faults.add("the header " + name + " is not described");
            } else if (value != null) {
                faults.addAll(faults(described.path("schema"), new TextNode(value)));
            }
        }
        return faults;
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.path("components"));
        return SCHEMAS.getSchema(whole, STRICT);
    }
}
