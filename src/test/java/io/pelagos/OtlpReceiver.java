package io.pelagos;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes traces by OTLP over HTTP, in protobuf, and reads what tests look at by the numbers of the fields: opentelemetry-proto,
 * {@code collector/trace/v1/trace_service.proto} and {@code trace/v1/trace.proto}.
 */
final class OtlpReceiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();

    /**
     * A span.
     *
     * @param kind 1 internal, 2 server, 3 client
     * @param attributes texts as they are, numbers as text
     * @param links ids of the spans that it links to
     */
    record Span(
            String trace,
            String id,
            String parent,
            String name,
            long kind,
            Map<String, String> attributes,
            List<String> links) {}

    OtlpReceiver() {
        server = TestNode.await(
                vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            if (request.path().equals("/v1/traces")) {
                read(ByteString.copyFrom(body.getBytes()));
            }
            request.response()
                    .putHeader("content-type", "application/x-protobuf")
                    .end();
        });
    }

    private void read(ByteString body) {
        texts.add(body.toString(StandardCharsets.ISO_8859_1));
        for (ByteString resource : messages(body, 1)) {
            for (ByteString scope : messages(resource, 2)) {
                messages(scope, 2).forEach(span -> spans.add(span(span)));
            }
        }
    }

    private static Span span(ByteString bytes) {
        Map<String, String> attributes = new HashMap<>();
        for (ByteString attribute : messages(bytes, 9)) {
            ByteString value = messages(attribute, 2).get(0);
            List<Long> numbers = fields(value).getField(3).getVarintList();
            attributes.put(
                    text(attribute, 1),
                    numbers.isEmpty() ? text(value, 1) : numbers.get(0).toString());
        }
        return new Span(
                hex(bytes, 1),
                hex(bytes, 2),
                hex(bytes, 4),
                text(bytes, 5),
                fields(bytes).getField(6).getVarintList().get(0),
                attributes,
                messages(bytes, 13).stream().map(link -> hex(link, 2)).toList());
    }

    private static UnknownFieldSet fields(ByteString message) {
        try {
            return UnknownFieldSet.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ByteString> messages(ByteString message, int field) {
        return fields(message).getField(field).getLengthDelimitedList();
    }

    private static String text(ByteString message, int field) {
        return messages(message, field).stream()
                .map(ByteString::toStringUtf8)
                .findFirst()
                .orElse("");
    }

    private static String hex(ByteString message, int field) {
        return messages(message, field).stream()
                .map(id -> HexFormat.of().formatHex(id.toByteArray()))
                .findFirst()
                .orElse("");
    }

    /** Those of one trace, as they came. */
    List<Span> spans(String trace) {
        return spans.stream().filter(span -> span.trace.equals(trace)).toList();
    }

    /** Everything that came, byte for byte. */
    List<String> texts() {
        return texts;
    }

    @Override
    public void close() {
        TestNode.await(vertx.close());
    }
}
