package io.pelagos.outgoing;

/** What became of an attempt to tell a line. */
sealed interface Outcome {
    /** It was taken, or there was nothing to tell. */
    record Over(boolean sent) implements Outcome {}

    /**
     * It was not taken.
     *
     * @param error a word such as {@code time} or {@code status 500}
     * @param wantedMillis for which the receiver wants to be left alone; 0 when it did not say
     * @param gone the receiver wants nothing more, ever
     */
    record Failed(String error, long wantedMillis, boolean gone) implements Outcome {}
}
