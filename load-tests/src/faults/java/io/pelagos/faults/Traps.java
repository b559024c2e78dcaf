package io.pelagos.faults;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the first node that comes to a step, until somebody has decided what becomes of it. */
final class Traps {

    /** What is held longer than any limit of a node was forgotten. */
    private static final long HELD_SECONDS_MAX = 20;

    private final Scripts scripts = new Scripts();
    private final AtomicReference<Trap> set = new AtomicReference<>();

    /** What is known of scripts, from the wires of all nodes. */
    Scripts scripts() {
        return scripts;
    }

    /** One trap at a time. */
    Trap set(Step step) {
        Trap trap = new Trap(step);
        set.set(trap);
        return trap;
    }

    /** Something passes on a node's wire. Throws when it is to be lost. */
    void pass(Node node, String what, boolean asked) throws IOException {
        Trap trap = set.get();
        if (trap != null && trap.step.is(what, asked) && trap.sprung.compareAndSet(false, true)) {
            trap.caught = node;
            trap.hold();
        }
    }

    final class Trap implements AutoCloseable {
        private final Step step;
        private final AtomicBoolean sprung = new AtomicBoolean();
        private volatile Node caught;
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile boolean lost;

        private Trap(Step step) {
            this.step = step;
        }

        private void hold() throws IOException {
            held.countDown();
            try {
                if (!decided.await(HELD_SECONDS_MAX, TimeUnit.SECONDS) || lost) {
                    throw new IOException("lost at " + step);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        /** The node that is held; null when none came within the time. */
        Node await(long millis) {
            return caughtWithin(millis) ? caught : null;
        }

        boolean caughtWithin(long millis) {
            try {
                return held.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        /** What is held never arrives, and its connection is reset. */
        void lose() {
            lost = true;
            letGo();
        }

        @Override
        public void close() {
            letGo();
        }

        /** What is held goes on, and nobody else is caught. */
        void letGo() {
            set.compareAndSet(this, null);
            decided.countDown();
        }
    }
}
