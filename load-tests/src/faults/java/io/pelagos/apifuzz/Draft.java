package io.pelagos.apifuzz;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request before it is sent.
 *
 * @param names what was put into the holes of the operation's path
 * @param url from the path on, encoded
 * @param headers beside the token and the media type
 * @param mediaType null when there is no body
 */
record Draft(
        Operation operation,
        Caller caller,
        Map<String, String> names,
        String url,
        Map<String, String> headers,
        String mediaType,
        byte[] body) {
    private static final int SHOWN_MAX = 1_500;

    /** The address as it was before it was encoded. */
    String asked() {
        return URLDecoder.decode(url, StandardCharsets.UTF_8);
    }

    /** Whether there is something that the document refuses for all operations: a query parameter twice, an odd key. */
    boolean refusedAnywhere() {
        int key = headers.getOrDefault("Idempotency-Key", "key").strip().length();
        return asksTwice() || key < 1 || key > 255;
    }

    private boolean asksTwice() {
        List<String> names = Stream.of(url.substring(url.indexOf('?') + 1).split("&"))
                .map(pair -> pair.replaceFirst("=.*", ""))
                .toList();
        return names.size() > Set.copyOf(names).size();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A command that sends it again, without tokens and planted people. */
    String curl() {
        String token = caller.token().isEmpty() ? "" : " -H \"Authorization: Bearer $" + caller.label() + "\"";
        String more = headers.entrySet().stream()
                .map(header -> " -H " + quoted(header.getKey() + ": " + header.getValue()))
                .collect(Collectors.joining());
        String sent = mediaType == null
                ? ""
                : " -H " + quoted("Content-Type: " + mediaType) + " --data-binary " + quoted(shortened(text()));
        return Planted.hidden("curl -X " + operation.method() + token + more + sent + " \"$URL\"" + quoted(url));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX
                ? text
                : text.substring(0, SHOWN_MAX) + "… (" + text.length() + " characters)";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''").replace("\u0000", "\\0") + "'";
    }
}
