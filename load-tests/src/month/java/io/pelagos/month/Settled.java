package io.pelagos.month;

import java.util.List;
import java.util.TreeSet;

/**
 * The moments at which all that was due by then had been done. What falls due after one of them has until the next: a
 * step of simulated time, and the real time that the server needs.
 */
final class Settled {

    private final TreeSet<Long> moments;

    Settled(List<Long> moments) {
        this.moments = new TreeSet<>(moments);
    }

    /** Whether what fell due at {@code dueMillis} had to be done before {@code beforeMillis}. */
    boolean between(long dueMillis, long beforeMillis) {
        Long next = moments.ceiling(dueMillis);
        return next != null && next < beforeMillis;
    }

    long last() {
        return moments.isEmpty() ? 0 : moments.last();
    }
}
