package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Document;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times and versions in requests. */
final class Times {
    private Times() {}

    /** A time as epoch milliseconds; 0 when absent. */
    static long millis(Document document, String name) {
        @Nullable Instant time = document.time(name);
        return time == null ? 0 : time.toEpochMilli();
    }

    /** As the API shows a time; null for none. */
    static @Nullable String text(long millis) {
        return millis == 0 ? null : Rfc3339.text(millis);
    }

    /** A day in a query; null when absent. */
    static @Nullable LocalDate date(Call call, String name) {
        String text = call.query(name);
        try {
            if (text == null || text.length() == 10) {
                return text == null ? null : LocalDate.parse(text);
            }
        } catch (DateTimeParseException e) {
            // Falls through to the refusal.
        }
        throw Problem.invalid("", name + " must be a day such as 2026-05-04").refusal();
    }

    /** A time in a query; otherwise when absent. */
    static long query(Call call, String name, long otherwise) {
        String text = call.query(name);
        if (text == null) {
            return otherwise;
        }
        Instant time = time(text);
        if (time == null) {
            throw Problem.invalid("", name + " must be an RFC 3339 time such as 2026-01-31T08:00:00.000Z")
                    .refusal();
        }
        return time.toEpochMilli();
    }

    /** Null for what is no RFC 3339 time. */
    static @Nullable Instant time(String text) {
        try {
            Instant time = Instant.parse(text);
            return Rfc3339.writable(time) ? time : null;
        } catch (DateTimeParseException e) {
            return null;
        }
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
