package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** R1 and R2: saturated claims, against redis-benchmark with the frozen script, and against PostgreSQL alone. */
final class Claims {
    private final Options options;
    private final Report report;
    private final Product product;
    private final Baseline baseline;
    private final RedisReference reference;

    Claims(Stand stand, Product product, Baseline baseline, RedisReference reference) {
        this.options = stand.options();
        this.report = stand.report();
        this.product = product;
        this.baseline = baseline;
        this.reference = reference;
    }

    /** @param first claims per second of the run before; answers the median */
    double run(double first) throws IOException, InterruptedException {
        int seconds = options.seconds();
        // The server may still get warmer.
        long needed = (long) (first * Everyday.WARMER * seconds * options.runs());
        say("filling the pool up to %,d leads", needed);
        long filled = product.fill(needed);
        if (filled < needed) {
            seconds = Math.max(1, (int) (seconds * filled / needed));
            say("the pool fills too slowly: runs of %d s instead of %d s", seconds, options.seconds());
        }
        List<Double> ours = new ArrayList<>();
        List<Double> redis = new ArrayList<>();
        List<Double> locked = new ArrayList<>();
        for (int i = 0; i < options.runs(); i++) {
            Wrk.Run run = product.claims(seconds);
            ours.add(run.perSecond());
            redis.add(reference.run(20_000 * seconds));
            locked.add(baseline.claims(seconds).perSecond());
            say(
                    "claims %d: %s; redis-benchmark %,.0f, SKIP LOCKED %,.0f",
                    i + 1, run.told(), redis.get(i), locked.get(i));
        }
        double rate = median(ours);
        report.atLeast(
                "R1",
                "durable claims/s : raw redis-benchmark",
                format("%,.0f : %,.0f", rate, median(redis)),
                rate / median(redis),
                0.6,
                1);
        report.atLeast(
                "R2",
                "durable claims/s : SKIP LOCKED",
                format("%,.0f : %,.0f (%d connections)", rate, median(locked), baseline.claimSize()),
                rate / median(locked),
                2.5,
                4);
        return rate;
    }
}
