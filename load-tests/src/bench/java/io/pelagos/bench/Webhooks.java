package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** R3: leads by webhook, against one commit per request into the same tables over the same HTTP stack. */
final class Webhooks {
    private final Options options;
    private final Report report;
    private final Product product;
    private final Baseline baseline;

    Webhooks(Stand stand, Product product, Baseline baseline) {
        this.options = stand.options();
        this.report = stand.report();
        this.product = product;
        this.baseline = baseline;
    }

    void run() throws IOException, InterruptedException {
        say("webhooks: warming up");
        product.checkVisible(Everyday.TUNE_SECONDS + 1);
        baseline.hooks(Everyday.WARM_SECONDS);
        baseline.tuneHooks(Everyday.TUNE_SECONDS);
        product.hooks(Everyday.WARM_SECONDS);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = 0; i < options.runs(); i++) {
            Wrk.Run run = product.hooks(options.seconds());
            ours.add(run.perSecond());
            theirs.add(baseline.hooks(options.seconds()).perSecond());
            say("webhooks %d: %s; one commit each: %,.0f", i + 1, run.told(), theirs.get(i));
        }
        report.atLeast(
                "R3",
                "durable webhook leads/s : one commit each",
                format("%,.0f : %,.0f (%d connections)", median(ours), median(theirs), baseline.hookSize()),
                median(ours) / median(theirs),
                2,
                3);
    }
}
