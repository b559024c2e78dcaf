package io.pelagos.recycling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a rule waits for, or counts from; {@link RuleBook} says from when exactly. */
public enum Trigger {
    NO_FIRST_CONTACT,
    NO_FOLLOWUP,
    NO_DEAL,
    NO_REPURCHASE,
    NO_OPPORTUNITY,
    NURTURE_PASSED,
    CONTRACT_END,
    GRADE_CHANGED,
    MAX_HOLD;

    static final List<String> WORDS = Arrays.stream(values()).map(Trigger::text).toList();

    /** The name that the API shows. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Trigger of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether its clock stands still meanwhile. */
    boolean stopsFor(Pause pause) {
        return switch (pause.what()) {
            case Pause.NURTURE ->
                this == NO_FIRST_CONTACT || this == NO_FOLLOWUP || this == NO_DEAL || this == NO_OPPORTUNITY;
            case Pause.DEAL -> this == NO_DEAL;
            case Pause.GRACE -> true;
            default -> this != MAX_HOLD;
        };
    }

    /** Whether it asks for follow-ups, so that these may have to show evidence. */
    boolean countsFollowups() {
        return this == NO_FIRST_CONTACT || this == NO_FOLLOWUP;
    }
}
