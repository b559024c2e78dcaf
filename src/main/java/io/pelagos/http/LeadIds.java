package io.pelagos.http;

import io.pelagos.team.Document;
import org.jspecify.annotations.Nullable;

/** Lead ids in requests. Opaque to clients: what cannot be one is, in a path, simply not found. */
final class LeadIds {
    private LeadIds() {}

    /** An id in a path. */
    static long parse(String text) {
        long id = number(text);
        if (id == 0) {
            throw Problem.NOT_FOUND.refusal();
        }
        return id;
    }

    /** An id in a field of a body, where what cannot be one is a fault; null when there is none. */
    static @Nullable Long read(Document document, String name) {
        String text = document.optionalText(name, 40);
        long id = text == null ? 0 : number(text);
        if (text != null && id == 0) {
            document.fault(name, "must be the id of a lead");
        }
        return id == 0 ? null : id;
    }

    /** An id in a query; null when there is none. */
    static @Nullable Long query(Call call, String name) {
        String text = call.query(name);
        long id = text == null ? 0 : number(text);
        if (text != null && id == 0) {
            throw Problem.invalid("", name + " must be the id of a lead").refusal();
        }
        return id == 0 ? null : id;
    }

    /** An id as the API shows it; null for what cannot be one. */
    static @Nullable Long orNull(String text) {
        long id = number(text);
        return id == 0 ? null : id;
    }

    /** As the API shows an id; null for 0, which is none. */
    static @Nullable String text(long id) {
        return id == 0 ? null : Long.toString(id);
    }

    /** 0 for what cannot be an id. */
    private static long number(String text) {
        try {
            long id = Long.parseLong(text);
            return id > 0 && Long.toString(id).equals(text) ? id : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
