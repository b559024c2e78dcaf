package io.pelagos.http;

/** Lead ids in requests. Opaque to clients: what cannot be one is simply not found. */
final class LeadIds {
    private LeadIds() {}

    static long parse(String text) {
        try {
            long id = Long.parseLong(text);
            if (id > 0 && Long.toString(id).equals(text)) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal.
        }
        throw Problem.NOT_FOUND.refusal();
    }
}
