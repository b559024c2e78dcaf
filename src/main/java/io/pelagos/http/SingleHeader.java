package io.pelagos.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers that a request has once: of two, who stands in front may go by the one and the server by the other. */
final class SingleHeader {
    private SingleHeader() {}

    /** Null for none; throws {@link Refusal} when there are several. */
    static @Nullable String of(HttpServerRequest request, CharSequence name) {
        List<String> values = request.headers().getAll(name);
        if (values.size() > 1) {
            throw Problem.invalid("", name + " stands there " + values.size() + " times")
                    .refusal();
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** What HTTP/1.1 asks for (RFC 9112, 3.2); throws {@link Refusal}. */
    static void checkHost(HttpServerRequest request) {
        String host = of(request, HttpHeaders.HOST);
        if (host == null && request.version() == HttpVersion.HTTP_1_1) {
            throw Problem.invalid("", "Host is missing").refusal();
        }
    }
}
