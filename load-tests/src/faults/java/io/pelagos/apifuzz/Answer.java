package io.pelagos.apifuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What came back; of a stream its beginning.
 *
 * @param headers names in small letters
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
