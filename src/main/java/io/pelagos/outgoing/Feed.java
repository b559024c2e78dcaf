package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;

/** What this node knows of a webhook that it works for. */
final class Feed {
    final Key key;
    final Courier courier;
    /** As in the table, as far as is known; {@code position} may be further, over lines that are not told. */
    JournalCursor stored;

    JournalCursor position;
    /** Lines that wait; near enough, as the bound is a soft one. */
    int pending;
    /** Taken in another node's stead, which has it offered from then on; by a clock that is never set. */
    long keptUntilMillis = Long.MIN_VALUE;
    /** It ends what is on its way, and goes to another node. */
    boolean leaving;

    Feed(Key key, Courier courier, JournalCursor position) {
        this.key = key;
        this.courier = courier;
        this.stored = position;
        this.position = position;
    }
}
