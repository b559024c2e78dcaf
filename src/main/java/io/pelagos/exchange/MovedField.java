package io.pelagos.exchange;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a lead brings along from another system, beside what any lead has. */
enum MovedField {
    /** Whose it is: an agent's id or login. */
    OWNER,
    WON_AT,
    CONTRACT_ENDS_AT,
    LAST_FOLLOWUP_AT,
    LAST_OUTCOME,
    /** A list of {@code {"at","method","outcome","content"}}, oldest first or not. */
    FOLLOWUPS,
    NEXT_AT,
    CLOSED_REASON,
    CREATED_AT,
    ENTERED_POOL_AT,
    CLAIMED_AT,
    ROUNDS;

    /** As it is written in a mapping. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable MovedField of(String text) {
        for (MovedField field : values()) {
            if (field.text().equals(text)) {
                return field;
            }
        }
        return null;
    }
}
