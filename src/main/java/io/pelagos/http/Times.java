package io.pelagos.http;

import io.pelagos.team.Document;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Times and versions in requests. */
final class Times {
    private Times() {}

    /** A time as epoch milliseconds; 0 when absent. */
    static long millis(Document document, String name) {
        @Nullable Instant time = document.time(name);
        return time == null ? 0 : time.toEpochMilli();
    }

    /** The version that names something in a lead's journal; what cannot be one is not found. */
    static int version(String text) {
        try {
            int version = Integer.parseInt(text);
            if (version > 0 && Integer.toString(version).equals(text)) {
                return version;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw Problem.NOT_FOUND.refusal();
    }
}
