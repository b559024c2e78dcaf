package io.pelagos.outgoing;

import java.util.concurrent.atomic.LongAdder;

/** What became of this node's attempts to tell webhooks, since it started. */
public final class OutgoingCounts {
    private final LongAdder taken = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void count(Outcome outcome) {
        (outcome instanceof Outcome.Over ? taken : failed).increment();
    }

    public long taken() {
        return taken.sum();
    }

    public long failed() {
        return failed.sum();
    }
}
