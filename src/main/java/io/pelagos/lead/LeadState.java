package io.pelagos.lead;

/** Where a lead is. Its letter is what PostgreSQL and Redis store. */
public enum LeadState {
    POOLED('p'),
    OWNED('o'),
    CLOSED('c');

    private final char letter;

    LeadState(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    /** The name that the API shows. */
    public String text() {
        return switch (this) {
            case POOLED -> "pooled";
            case OWNED -> "owned";
            case CLOSED -> "closed";
        };
    }

    /** By the name that the API shows. */
    public static LeadState ofText(String text) {
        return of(text.charAt(0));
    }

    public static LeadState of(char letter) {
        return switch (letter) {
            case 'p' -> POOLED;
            case 'o' -> OWNED;
            case 'c' -> CLOSED;
            default -> throw new IllegalArgumentException("no lead state has the letter " + letter);
        };
    }
}
