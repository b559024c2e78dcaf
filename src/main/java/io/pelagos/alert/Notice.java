package io.pelagos.alert;

import org.jspecify.annotations.Nullable;

/** What the targets of a rule are told of an alert. */
enum Notice {
    BEGIN,
    /** It lasts, and nobody has taken note of it. */
    REPEAT,
    END;

    String text() {
        return switch (this) {
            case BEGIN -> "begin";
            case REPEAT -> "repeat";
            case END -> "end";
        };
    }

    /**
     * What they were told last of the same subject.
     *
     * @param toldMillis when they were told that it begins, or lasts
     * @param ended whether its end was told, too
     * @param over whether it has ended
     */
    record Told(long alert, long toldMillis, boolean ended, boolean over) {}

    /** What is due about an alert that lasts; null for nothing. */
    static @Nullable Notice due(AlertRule rule, Alert alert, @Nullable Told told, long nowMillis) {
        if (told == null) {
            return BEGIN;
        }
        long pause = rule.repeatMinutes() * 60_000L;
        boolean rested = nowMillis - told.toldMillis >= pause;
        if (told.alert != alert.id()) {
            // The end of the one before comes first.
            return rested && told.ended ? BEGIN : null;
        }
        return rested && pause > 0 && !told.ended && alert.acknowledgedAtMillis() == 0 ? REPEAT : null;
    }
}
