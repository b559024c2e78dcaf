package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * R6: a thousand agents, each with a connection, claim the same lead over and over. One wins, once; how fast the others
 * are told so, against a fixed answer over the same HTTP stack.
 */
final class OneLead {
    static final int AGENTS = 1_000;
    private static final String POOL = "one";
    private static final String CLAIMS = "/api/v1/pools/" + POOL + "/claims";
    /** More than any number of leads that this puts in. */
    private static final long FIRST_NUMBER = 900_000_000;

    private final Stand stand;
    private final Product product;
    private long nextNumber = FIRST_NUMBER;

    OneLead(Stand stand) throws IOException, InterruptedException, SQLException {
        this.stand = stand;
        say("making %,d agents", AGENTS);
        this.product = stand.product(AGENTS);
        product.tenant().pool(POOL, 1_000_000, 1_000_000);
    }

    void run() throws IOException, InterruptedException, SQLException {
        Options options = stand.options();
        try (Baseline baseline = stand.baseline(AGENTS)) {
            race(Everyday.TUNE_SECONDS + 1);
            baseline.fixedClosed(AGENTS, Everyday.TUNE_SECONDS + 1);
            List<Double> losers = new ArrayList<>();
            List<Double> fixed = new ArrayList<>();
            long winners = 0;
            for (int i = 0; i < options.runs(); i++) {
                Wrk.Run run = race(options.seconds());
                winners = Math.max(winners, run.ok());
                losers.add(run.refusedPerSecond());
                fixed.add(baseline.fixedClosed(AGENTS, options.seconds()).perSecond());
                say(
                        "one lead %d: %d won, %,.0f losers/s, p50 %.1f, p99 %.1f ms; fixed answers %,.0f/s",
                        i + 1, run.ok(), losers.get(i), run.p50_ms(), run.p99_ms(), fixed.get(i));
            }
            stand.report()
                    .exactly(
                            "R6",
                            format("winners of one lead, %,d agents", AGENTS),
                            format("the most of %d races", options.runs()),
                            winners,
                            1);
            stand.report()
                    .atLeast(
                            "R6",
                            "losers/s : fixed answers/s",
                            format("%,.0f : %,.0f", median(losers), median(fixed)),
                            median(losers) / median(fixed),
                            0.2,
                            0.3);
        }
    }

    /** For a lead of its own; nobody may be told anything but that it is claimed already. */
    private Wrk.Run race(int seconds) throws IOException, InterruptedException, SQLException {
        String lead = product.tenant().lead(POOL, nextNumber++);
        double before = told();
        Wrk.Run run = stand.wrk()
                .posts(product.url(), CLAIMS, "{\"lead\":\"" + lead + "\"}", product.tokens(), AGENTS, seconds);
        double losers = told() - before;
        if (losers < run.refused() || run.broken() > 0) {
            throw new IllegalStateException(
                    format("%,.0f losers were told so, others something else: %s", losers, run));
        }
        long claims =
                stand.database().number("select count(*) from journal where lead = " + lead + " and type = 'claimed'");
        if (claims != run.ok()) {
            throw new IllegalStateException(run.ok() + " were told that they won, the journal knows " + claims);
        }
        return run;
    }

    /** How many were told that somebody else was faster, as the server counts. */
    private double told() throws IOException, InterruptedException {
        return product.server().metric("pelagos_claims_total{by=\"people\",result=\"already-claimed\"}");
    }
}
