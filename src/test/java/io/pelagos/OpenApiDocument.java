package io.pelagos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** The API's description, read as a machine would: operations, and whether what was sent and answered is as it says. */
final class OpenApiDocument {
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");
    private static final ObjectMapper JSON = new ObjectMapper();
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
    private final Map<String, JsonNode> operations = new TreeMap<>();

    OpenApiDocument() throws IOException {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi.yaml")) {
            root = new YAMLMapper().readTree(in);
        }
        root.path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(field -> METHODS.contains(field.getKey()))
                .forEach(field -> operations.put(
                        field.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(), field.getValue())));
    }

    /** By {@code GET /api/v1/pools/{pool}}. */
    Map<String, JsonNode> operations() {
        return operations;
    }

    /** Whether a request can be wrong at all: it needs a token, or has a body or a parameter. */
    boolean canFail(String operation) {
        JsonNode node = operations.get(operation);
        return !node.path("security").isEmpty() || node.has("parameters") || node.has("requestBody");
    }

    /** What is wrong with a request that the server has taken; empty for nothing. */
    List<String> faultsOfRequest(String operation, String contentType, String body) throws IOException {
        JsonNode media =
                operations.get(operation).path("requestBody").path("content").path(contentType);
        if (media.isMissingNode()) {
            return List.of("the media type " + contentType + " of the body is not described");
        }
        return contentType.equals("application/json") ? faults(media.path("schema"), JSON.readTree(body)) : List.of();
    }

    /** What is wrong with an answer; empty for nothing. */
    List<String> faultsOfAnswer(
            String operation, int status, String contentType, String body, Map<String, String> headers)
            throws IOException {
        JsonNode answer = resolved(operations.get(operation).path("responses").path(Integer.toString(status)));
        if (answer.isMissingNode()) {
            return List.of("the status " + status + " is not described");
        }
        List<String> faults = new ArrayList<>(faultsOfHeaders(answer, headers));
        if (!answer.has("content")) {
            if (!body.isEmpty()) {
                faults.add("there is a body");
            }
            return faults;
        }
        JsonNode media = answer.path("content").path(contentType);
        if (media.isMissingNode()) {
            faults.add("the content type " + contentType + " is not described");
        } else if (contentType.endsWith("json")) {
            faults.addAll(faults(media.path("schema"), JSON.readTree(body)));
        }
        return faults;
    }

    /** What is wrong with an event of a stream that is described by {@code x-events}. */
    List<String> faultsOfEvent(String operation, String event, String data) throws IOException {
        JsonNode schema = operations
                .get(operation)
                .at("/responses/200/content/text~1event-stream/x-events")
                .path(event);
        return schema.isMissingNode()
                ? List.of("the event " + event + " is not described")
                : faults(schema, JSON.readTree(data));
    }

    private List<String> faultsOfHeaders(JsonNode answer, Map<String, String> headers) {
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
                faults.addAll(
                        faults(described.path("schema"), JSON.getNodeFactory().textNode(value)));
            }
        }
        return faults;
    }

    /** Examples that do not fit their own schema. */
    List<String> badExamples() {
        List<String> bad = new ArrayList<>();
        operations.forEach((name, operation) -> {
            JsonNode request = operation.path("requestBody").path("content").path("application/json");
            request.path("examples").forEach(example -> faults(request.path("schema"), example.path("value"))
                    .forEach(fault -> bad.add(name + ": " + fault)));
            operation.path("responses").forEach(answer -> {
                JsonNode media = answer.path("content").path("application/json");
                if (media.has("example")) {
                    faults(media.path("schema"), media.path("example")).forEach(fault -> bad.add(name + ": " + fault));
                }
            });
        });
        return bad;
    }

    List<String> texts(String operation, String field) {
        return StreamSupport.stream(operations.get(operation).path(field).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** The scope that the operation asks for; empty for an open one. */
    String scope(String operation) {
        return operations.get(operation).at("/security/0/bearer/0").asText("");
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", root.path("components"));
        return SCHEMAS.getSchema(whole, STRICT).validate(value).stream()
                .map(Object::toString)
                .toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
    }
}
