package io.pelagos.bench;

import static io.pelagos.bench.Report.runs;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** R1, R2, R3, R5 and R11 on the same engines, in the order in which each step leaves what the next needs. */
final class Everyday {
    static final int TUNE_SECONDS = 2;
    /** Both sides, before anything counts: on two cores compilers of the JVM take long, beside all that runs there. */
    static final int WARM_SECONDS = 20;
    /** How much faster a warm server may be than its first run; only how many leads are put in depends on it. */
    static final double WARMER = 2;

    private static final int HIGHEST_CLAIM_RATE = 60_000;
    private static final int HIGHEST_BASELINE_RATE = 12_000;

    private final Stand stand;
    private final Options options;

    Everyday(Stand stand) {
        this.stand = stand;
        this.options = stand.options();
    }

    void run() throws IOException, InterruptedException, SQLException {
        try (RedisReference reference = stand.reference();
                Baseline baseline = stand.baseline(options.agents())) {
            Product product = stand.product(options.agents());
            new Webhooks(stand, product, baseline).run();
            if (stand.wants("R1", "R2", "R5", "R11")) claims(product, baseline, reference);
            say("%s", product.checkJournal(stand.database()));
        }
    }

    private void claims(Product product, Baseline baseline, RedisReference reference)
            throws IOException, InterruptedException, SQLException {
        product.checkOneClaim();
        product.fill((long) HIGHEST_CLAIM_RATE * TUNE_SECONDS);
        double cold = product.claims(TUNE_SECONDS).perSecond();
        product.fill((long) (cold * 2 * WARMER * WARM_SECONDS));
        double first = product.claims(WARM_SECONDS).perSecond();
        product.fill((long) (first * WARMER * Syncs.RUN_SECONDS));
        long quietSince_nanos = System.nanoTime();
        tuneBaselineClaims(baseline);
        double second = new Syncs(stand, product, baseline, reference).run(quietSince_nanos);
        if (!stand.wants("R1", "R2", "R5")) return;
        double rate = new Claims(stand, product, baseline, reference).run(second);
        if (stand.wants("R5")) new HalfRate(stand, product, baseline).run(rate / 2);
    }

    private void tuneBaselineClaims(Baseline baseline) throws IOException, InterruptedException, SQLException {
        int seconds = TUNE_SECONDS * 5 + 1 + WARM_SECONDS + options.runs() * options.seconds();
        say("filling the baseline's pool, finding its best connection pool");
        baseline.fill(HIGHEST_BASELINE_RATE * seconds);
        stand.database().execute("checkpoint");
        baseline.claims(WARM_SECONDS);
        baseline.tuneClaims(TUNE_SECONDS);
    }

    /** The yardsticks alone: there is no need of a server, only of its tables. */
    void baselinesOnly() throws IOException, InterruptedException, SQLException {
        try (RedisReference reference = stand.reference();
                Baseline baseline = stand.baseline(options.agents())) {
            baseline.hooks(WARM_SECONDS);
            baseline.tuneHooks(TUNE_SECONDS);
            tuneBaselineClaims(baseline);
            List<Double> redis = new ArrayList<>();
            List<Double> claims = new ArrayList<>();
            List<Double> hooks = new ArrayList<>();
            for (int i = 0; i < options.runs(); i++) {
                redis.add(reference.run(25_000 * options.seconds()));
                claims.add(baseline.claims(options.seconds()).perSecond());
                hooks.add(baseline.hooks(options.seconds()).perSecond());
            }
            say("reference script by redis-benchmark %s", runs(redis));
            say("SKIP LOCKED claims/s %s, connection pool %d", runs(claims), baseline.claimSize());
            say("one commit per webhook/s %s, connection pool %d", runs(hooks), baseline.hookSize());
            say(
                    "journal of the baselines: %,d claims, %,d leads",
                    baseline.journal("claimed"), baseline.journal("received"));
        }
    }
}
