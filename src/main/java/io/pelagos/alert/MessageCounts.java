package io.pelagos.alert;

import java.util.concurrent.atomic.LongAdder;

/** What became of this node's attempts to tell targets of alerts, since it started. */
public final class MessageCounts {
    private final LongAdder taken = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    void count(boolean wasTaken, boolean again) {
        (wasTaken ? taken : again ? failed : givenUp).increment();
    }

    public long taken() {
        return taken.sum();
    }

    /** Those that are tried again. */
    public long failed() {
        return failed.sum();
    }

    public long givenUp() {
        return givenUp.sum();
    }
}
