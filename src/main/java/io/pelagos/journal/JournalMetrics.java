package io.pelagos.journal;

import java.util.concurrent.atomic.AtomicLong;

/** What the road counts; {@code /metrics} shows it. All are totals since the start of the node. */
public final class JournalMetrics {
    private final AtomicLong transitions = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong overruled = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong swept = new AtomicLong();
    private final AtomicLong healed = new AtomicLong();
    private final AtomicLong rebuilds = new AtomicLong();

    void committed(int moves) {
        transitions.addAndGet(moves);
        batches.incrementAndGet();
    }

    /** PostgreSQL knew better than Redis. */
    void overruled() {
        overruled.incrementAndGet();
    }

    /** PostgreSQL refused a value. */
    void refused() {
        refused.incrementAndGet();
    }

    void swept(int entries) {
        swept.addAndGet(entries);
    }

    void healed(int leads) {
        healed.addAndGet(leads);
    }

    void rebuilt() {
        rebuilds.incrementAndGet();
    }

    public long transitions() {
        return transitions.get();
    }

    public long batches() {
        return batches.get();
    }

    public long overruledTotal() {
        return overruled.get();
    }

    public long refusedTotal() {
        return refused.get();
    }

    public long sweptTotal() {
        return swept.get();
    }

    public long healedTotal() {
        return healed.get();
    }

    public long rebuilds() {
        return rebuilds.get();
    }
}
