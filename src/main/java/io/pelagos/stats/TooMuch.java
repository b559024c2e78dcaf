package io.pelagos.stats;

/** A question whose answer would be longer than anybody reads; a shorter time, or larger steps, have one. */
public final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
        super("the answer would be too long", null, false, false);
    }
}
