package io.pelagos.channel;

import java.util.concurrent.atomic.LongAdder;

/** What the intake did since it started, for metrics. */
public final class IntakeCounts {
    final LongAdder accepted = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder merged = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder overloaded = new LongAdder();
    final LongAdder unknown = new LongAdder();
    final LongAdder repeats = new LongAdder();

    void count(Accepted answer) {
        if (answer instanceof Accepted.Lead lead) {
            if (!lead.replayed()) {
                accepted.increment();
            }
        } else if (answer instanceof Accepted.Duplicate) {
            duplicates.increment();
        } else if (answer instanceof Accepted.Merged) {
            merged.increment();
        } else if (answer instanceof Accepted.Refused) {
            refused.increment();
        } else if (answer instanceof Accepted.Overloaded) {
            overloaded.increment();
        } else if (answer instanceof Accepted.Unknown) {
            unknown.increment();
        }
    }

    public long accepted() {
        return accepted.sum();
    }

    public long duplicates() {
        return duplicates.sum();
    }

    /** Touches of leads that were there already. */
    public long merged() {
        return merged.sum();
    }

    /** Leads whose values PostgreSQL does not take. */
    public long refused() {
        return refused.sum();
    }

    public long overloaded() {
        return overloaded.sum();
    }
}
