package io.pelagos.bench;

import static io.pelagos.bench.Report.format;

import java.io.IOException;
import java.sql.SQLException;

/** R11: syncs of the write-ahead log in a saturated run, between two readings of settled counters. */
final class Syncs {
    static final int RUN_SECONDS = 6;

    /** PostgreSQL's processes publish their counters at the latest when they have been idle for ten seconds. */
    private static final long COUNTERS_SETTLE_NANOS = 10_700_000_000L;

    private final Stand stand;
    private final Product product;
    private final Baseline baseline;
    private final RedisReference reference;

    Syncs(Stand stand, Product product, Baseline baseline, RedisReference reference) {
        this.stand = stand;
        this.product = product;
        this.baseline = baseline;
        this.reference = reference;
    }

    /** Answers claims per second of the run. */
    double run(long quietSince_nanos) throws IOException, InterruptedException, SQLException {
        baseline.rest();
        settle(quietSince_nanos);
        long before = stand.database().walSyncs();
        Wrk.Run run = product.claims(RUN_SECONDS);
        long end = System.nanoTime();
        reference.run(25_000);
        settle(end);
        long syncs = stand.database().walSyncs() - before;
        stand.report()
                .atMost(
                        "R11",
                        "WAL syncs per 1,000 claims",
                        format("%,d syncs, %,d claims", syncs, run.ok()),
                        syncs * 1000.0 / run.ok(),
                        "",
                        60,
                        20);
        return run.perSecond();
    }

    private static void settle(long since_nanos) throws InterruptedException {
        long left = COUNTERS_SETTLE_NANOS - (System.nanoTime() - since_nanos);
        if (left > 0) Thread.sleep(left / 1_000_000 + 1);
    }
}
