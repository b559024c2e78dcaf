package io.pelagos.channel;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a phone system tells of a call, and where it is looked for when the channel's mapping does not say. */
public enum CallField {
    ID("id", "call_id", "uuid"),
    /** The customer's number, whoever has called. */
    NUMBER("number", "phone"),
    /** Who has called: the customer's number of a call that came in. */
    CALLER("caller", "from"),
    /** Who was called: the customer's number of a call that went out. */
    CALLEE("callee", "to"),
    DIRECTION("direction"),
    SECONDS("seconds", "duration"),
    RECORDING_URL("recording_url"),
    /** An agent's id or login. */
    AGENT("agent"),
    AT("at", "started_at"),
    LEAD("lead");

    @SuppressWarnings("ImmutableEnumChecker") // what List.of answers never changes
    private final List<String> usualPaths;

    CallField(String... usualPaths) {
        this.usualPaths = List.of(usualPaths);
    }

    public List<String> usualPaths() {
        return usualPaths;
    }

    /** As it is written in a mapping. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable CallField of(String text) {
        for (CallField field : values()) {
            if (field.text().equals(text)) {
                return field;
            }
        }
        return null;
    }
}
