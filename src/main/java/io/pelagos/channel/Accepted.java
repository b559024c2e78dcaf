package io.pelagos.channel;

/** What became of a lead that wanted to come in. */
public sealed interface Accepted {
    /**
     * Committed.
     *
     * @param replayed the answer to an earlier request with the same key, again
     */
    record Lead(long lead, boolean replayed) implements Accepted {}

    /** The same lead is there already. */
    record Duplicate(long lead) implements Accepted {}

    /** A lead that is there already has it as a new touch, or will within moments. */
    record Merged(long lead) implements Accepted {}

    /** A platform's test: recognised, not stored. */
    record Test() implements Accepted {}

    /** Too many are waiting, or the database cannot be reached: nothing was stored, come again (503). */
    record Overloaded() implements Accepted {}

    /** The connection was lost while it was committed, and again when it was looked for (503). */
    record Unknown() implements Accepted {}

    /** The idempotency key was used with another body (422). */
    record Reused() implements Accepted {}

    /** PostgreSQL does not take these values; they will never be taken. */
    record Refused(String reason) implements Accepted {}
}
