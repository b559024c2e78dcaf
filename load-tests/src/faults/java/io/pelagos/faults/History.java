package io.pelagos.faults;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything that the clients of one round did and heard, and when the clock of their cell was wrong: by that clock the
 * journal tells times, so what was asked meanwhile is told with the times that it may have had there.
 */
final class History {

    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    /** Far enough, and no overflow. */
    private static final long NEVER = Long.MAX_VALUE / 2;
    /** Until the clock is set right. */
    private static final long OPEN = NEVER - 1;

    /**
     * A jump of the clock, and back.
     *
     * @param from when it jumped, in epoch milliseconds of this machine
     * @param until when it jumped back
     * @param by negative: it was behind
     */
    private record Jump(long from, long until, long by) {

        /** Ahead of the truth it stays for as long after it was set right, as time in a cell never goes back. */
        private long over() {
            return until + Math.max(0, by);
        }

        private Operation seen(Operation op) {
            if (op.endMillis() < from || op.startMillis() > over()) {
                return op;
            }
            return new Operation(
                    op.intent(),
                    op.node(),
                    op.startMillis() + Math.min(0, by),
                    op.endMillis() + Math.max(0, by),
                    op.answer());
        }
    }

    private final List<Jump> jumps = new CopyOnWriteArrayList<>();

    /**
     * Of the round after this one, which begins now: a node that was ahead has taken all cells along, and they stay so. A
     * clock that nobody sets right is that of the cell of this round alone.
     */
    History next(long nowMillis) {
        History next = new History();
        jumps.stream()
                .filter(jump -> jump.until() != NEVER && jump.over() >= nowMillis)
                .forEach(next.jumps::add);
        return next;
    }

    /** The cell's clock jumps now, or back if {@code by} is 0, which is seen some time later. */
    void clockJumps(long by) {
        long now = System.currentTimeMillis();
        long seen = now + Clocks.SEEN_AFTER_MILLIS;
        jumps.replaceAll(jump -> jump.until() == OPEN ? new Jump(jump.from(), seen, jump.by()) : jump);
        if (by != 0) {
            jumps.add(new Jump(now, OPEN, by));
        }
    }

    /** The cell's clock jumps forward, and nobody sets it right. */
    void clockAdvances(long by) {
        jumps.add(new Jump(System.currentTimeMillis(), NEVER, by));
    }

    void add(Operation operation) {
        operations.add(operation);
        size.incrementAndGet();
    }

    int size() {
        return size.get();
    }

    List<Operation> operations() {
        return operations.stream().map(this::seen).toList();
    }

    private Operation seen(Operation operation) {
        Operation seen = operation;
        for (Jump jump : jumps) {
            seen = jump.seen(seen);
        }
        return seen;
    }
}
