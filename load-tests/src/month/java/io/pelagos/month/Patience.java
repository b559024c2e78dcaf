package io.pelagos.month;

import java.util.function.Supplier;

/** An answer {@code not-ready} says that nothing was done: then people try again, a few times. */
final class Patience {

    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 100;

    private Patience() {}

    static Wire.Reply insist(Supplier<Wire.Reply> request) throws InterruptedException {
        Wire.Reply reply = request.get();
        for (int i = 1; i < TRIES && reply.problem().equals("not-ready"); i++) {
            Thread.sleep(PAUSE_MILLIS);
            reply = request.get();
        }
        return reply;
    }
}
