package io.pelagos.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/** Refuses bodies of media types that a route does not understand. */
final class MediaType {
    static final String ENCODED = "the body has a Content-Encoding; send it as it is";

    private MediaType() {}

    /** Passes a type in {@code types}, in UTF-8 if it says so; no type only without a body; anything if there are none. */
    static void check(HttpServerRequest request, Set<String> types) {
        if (types.isEmpty()) {
            return;
        }
        String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type == null ? !empty(request) : !types.contains(type) && !understood(type, types)) {
            throw Problem.UNSUPPORTED_TYPE.refusal();
        }
    }

    /** Refuses bodies that are compressed: whoever sends them would hear that they are not the type that they are. */
    static void checkEncoding(HttpServerRequest request) {
        String encoding = request.headers().get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity") && !empty(request)) {
            throw Problem.UNSUPPORTED_TYPE.detail(ENCODED).refusal();
        }
    }

    private static boolean empty(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length == null ? !request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : length.equals("0");
    }

    /** A type that is not written in the usual way: with parameters, or in capitals. */
    private static boolean understood(String type, Set<String> types) {
        String lower = type.toLowerCase(Locale.ROOT);
        int end = lower.indexOf(';');
        if (end < 0) {
            return types.contains(lower.strip());
        }
        String parameters = lower.substring(end + 1).replace("\"", "").strip();
        boolean utf8 = !parameters.startsWith("charset=") || parameters.equals("charset=utf-8");
        return utf8 && types.contains(lower.substring(0, end).strip());
    }
}
