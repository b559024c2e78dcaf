package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** R5: p99 of claims at half the highest rate, open loop, beside a fixed answer at the same rate. */
final class HalfRate {
    /** More leads than a schedule needs: a pool that runs empty answers fast and proves nothing. */
    private static final double SLACK = 1.1;

    private final Options options;
    private final Report report;
    private final Product product;
    private final Baseline baseline;

    HalfRate(Stand stand, Product product, Baseline baseline) {
        this.options = stand.options();
        this.report = stand.report();
        this.product = product;
        this.baseline = baseline;
    }

    void run(double perSecond) throws IOException, InterruptedException {
        double warm_seconds = OpenLoop.WARM_NANOS / 1e9 * (options.runs() + 1);
        double seconds = options.seconds() * options.runs() + Everyday.WARM_SECONDS + warm_seconds;
        product.fill((long) (perSecond * SLACK * seconds));
        // At another rate the JVM compiles anew, and takes a core from what is measured.
        product.openLoop(perSecond, Everyday.WARM_SECONDS);
        baseline.fixedAnswers(perSecond, Everyday.WARM_SECONDS);
        List<Double> p50 = new ArrayList<>();
        List<Double> p99 = new ArrayList<>();
        List<Double> p999 = new ArrayList<>();
        List<Double> fixed = new ArrayList<>();
        for (int i = 0; i < options.runs(); i++) {
            OpenLoop.Run run = product.openLoop(perSecond, options.seconds());
            p50.add(run.p50_ms());
            p99.add(run.p99_ms());
            p999.add(run.p999_ms());
            OpenLoop.Run bare = baseline.fixedAnswers(perSecond, options.seconds());
            fixed.add(bare.p99_ms());
            say(
                    "open loop %d: p50 %.2f, p99 %.2f, p99.9 %.2f ms; a fixed answer: p50 %.2f, p99 %.2f ms",
                    i + 1, run.p50_ms(), run.p99_ms(), run.p999_ms(), bare.p50_ms(), bare.p99_ms());
        }
        report.atMost(
                "R5",
                format("p99 at %,.0f claims/s, open loop", perSecond),
                format("p50 %.1f, p99.9 %.1f ms; fixed answer p99 %.1f ms", median(p50), median(p999), median(fixed)),
                median(p99),
                " ms",
                10,
                5);
    }
}
