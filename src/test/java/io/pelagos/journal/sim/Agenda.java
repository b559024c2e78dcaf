package io.pelagos.journal.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Supplier;

/** Virtual time, and all that is still to happen: one thing after the other, in an order that the seed decides. */
final class Agenda {
    private record Item(long atMicros, long number, Who who, Runnable action) {}

    /** Whose memory an item belongs to: it happens only while that is there, and not while it stands still. */
    interface Who {
        boolean alive();

        /** Until when it stands still, microseconds. */
        long stalledUntilMicros();
    }

    /** What lies outside of all nodes. */
    static final Who WORLD = new Who() {
        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public long stalledUntilMicros() {
            return 0;
        }
    };

    final Random random;
    private final PriorityQueue<Item> items =
            new PriorityQueue<>(Comparator.comparingLong(Item::atMicros).thenComparingLong(Item::number));
    private final boolean traced;
    private final StringBuilder trace = new StringBuilder();
    private long nowMicros;
    private long numbers;

    Agenda(long seed, boolean traced) {
        this.random = new Random(seed);
        this.traced = traced;
    }

    long nowMicros() {
        return nowMicros;
    }

    long nowMillis() {
        return nowMicros / 1_000;
    }

    void at(long micros, Who who, Runnable action) {
        items.add(new Item(Math.max(micros, nowMicros), numbers++, who, action));
    }

    void after(long micros, Who who, Runnable action) {
        at(nowMicros + micros, who, action);
    }

    /** Lets happen what is due before a time. */
    void runUntil(long micros) {
        while (!items.isEmpty() && items.element().atMicros <= micros) {
            Item item = items.remove();
            if (!item.who.alive()) {
                continue;
            }
            if (item.who.stalledUntilMicros() > item.atMicros) {
                at(item.who.stalledUntilMicros(), item.who, item.action);
                continue;
            }
            nowMicros = item.atMicros;
            item.action.run();
        }
        nowMicros = micros;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Between two numbers, both included. */
    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least + 1));
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    void tell(Supplier<String> what) {
        if (traced) {
            trace.append(String.format("%10.3f ms  ", nowMicros / 1_000.0))
                    .append(what.get())
                    .append('\n');
        }
    }

    String trace() {
        return trace.toString();
    }
}
