package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * R4, R8 and R9: a pool of a million leads, all of which came in by webhook. What a lead takes of Redis' memory; whether
 * claims cost more than in a pool of 10,000; how long it takes to fill its cell anew.
 */
final class BigPool {
    private static final int SMALL = 10_000;
    private static final int CLAIMS_PER_SECOND = 1_000;
    private static final int WARM_SECONDS = 4;
    /** Below that rate the machine is not fit for the figure anyway. */
    private static final int LOWEST_FILL_RATE = 1_000;

    private static final long LOOK_MILLIS = 1_000;
    /** Between two looks at a memory that has come to rest. */
    private static final double STEADY = 0.0005;

    private final Stand stand;
    private final Options options;
    private final Report report;

    BigPool(Stand stand) {
        this.stand = stand;
        this.options = stand.options();
        this.report = stand.report();
    }

    void run() throws IOException, InterruptedException, SQLException {
        Product big = stand.product(options.agents());
        try (RedisLink redis = stand.redis()) {
            big.warm(WARM_SECONDS);
            fill(big, redis);
            stand.database().rest();
            if (stand.wants("R4")) claims(big, redis);
            if (stand.wants("R8")) rebuilds(big);
            say("%s", big.checkJournal(stand.database()));
        }
    }

    /** R9. */
    private void fill(Product big, RedisLink redis) throws IOException, InterruptedException {
        long before = atRest(redis);
        long start = System.nanoTime();
        long leads = big.fill(options.big(), 60 + options.big() / LOWEST_FILL_RATE);
        if (leads < options.big()) throw new IllegalStateException("the pool fills too slowly: " + leads + " leads");
        say("%,d leads came in within %.0f s", leads, (System.nanoTime() - start) / 1e9);
        double perLead = (double) (atRest(redis) - before) / leads;
        report.atMost(
                "R9",
                "memory of Redis per pooled lead",
                format("%,d leads, used_memory before and after", leads),
                perLead,
                " B",
                200,
                130);
    }

    private static long atRest(RedisLink redis) throws IOException, InterruptedException {
        long before = 0;
        long now = redis.usedMemory();
        while (Math.abs(now - before) > now * STEADY) {
            Thread.sleep(LOOK_MILLIS);
            before = now;
            now = redis.usedMemory();
        }
        return now;
    }

    /** R4. The small pool is another server's, on engines of its own: only so nothing of the million is in its way. */
    private void claims(Product big, RedisLink bigRedis) throws IOException, InterruptedException, SQLException {
        Engines engines = stand.engines();
        Product small;
        if (engines.embedded()) {
            engines = Engines.embedded(
                    stand.children(), options.jar(), stand.directory().resolve("small-engines"));
            small = stand.product(engines, "small-server", options.agents());
        } else {
            small = stand.product(big.server(), "small", options.agents());
        }
        small.warm(WARM_SECONDS);
        try (Database database = Database.open(engines.postgres())) {
            database.rest();
        }
        try (RedisLink smallRedis = new RedisLink(engines.redis())) {
            Side many = new Side(big, bigRedis);
            Side few = new Side(small, smallRedis);
            for (int i = 0; i <= options.runs(); i++) {
                // Half a run before, half a run after it are fewer than that.
                small.fillExactly(SMALL + CLAIMS_PER_SECOND * options.seconds() / 2);
                // The first is for warming up.
                many.run(options.seconds(), i > 0);
                few.run(options.seconds(), i > 0);
                if (i > 0) say("claims %d: %s; of %,d leads: %s", i, many.last(), SMALL, few.last());
            }
            report.atMost(
                    "R4",
                    format("script time per claim, %,d : %,d leads", options.big(), SMALL),
                    format("%.1f : %.1f us at %,d claims/s", many.micros(), few.micros(), CLAIMS_PER_SECOND),
                    many.micros() / few.micros(),
                    "",
                    1.5,
                    1.15);
            report.atMost(
                    "R4",
                    "the same, p99 of the claim",
                    format("%.1f : %.1f ms", many.p99(), few.p99()),
                    many.p99() / few.p99(),
                    "",
                    1.5,
                    1.15);
        }
    }

    /** Claims on the same schedule from one of both pools. */
    private static final class Side {
        private final Product product;
        private final RedisLink redis;
        private final List<Double> micros = new ArrayList<>();
        private final List<Double> p99_ms = new ArrayList<>();

        Side(Product product, RedisLink redis) {
            this.product = product;
            this.redis = redis;
        }

        void run(int seconds, boolean counts) throws IOException {
            RedisLink.Calls before = redis.scripts();
            OpenLoop.Run run = product.openLoop(CLAIMS_PER_SECOND, seconds);
            RedisLink.Calls scripts = redis.scripts().since(before);
            if (!counts) return;
            micros.add((double) scripts.micros() / run.created());
            p99_ms.add(run.p99_ms());
        }

        String last() {
            return format("%.1f us, p99 %.2f ms", micros.get(micros.size() - 1), p99_ms.get(p99_ms.size() - 1));
        }

        double micros() {
            return median(micros);
        }

        double p99() {
            return median(p99_ms);
        }
    }

    /** R8: from the operator's request until an agent can claim again. */
    private void rebuilds(Product big) throws IOException, InterruptedException, SQLException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < options.runs(); i++) {
            long start = System.nanoTime();
            big.rebuild(stand.database());
            big.awaitClaim();
            seconds.add((System.nanoTime() - start) / 1e9);
            say("rebuild %d: %.1f s", i + 1, seconds.get(i));
        }
        report.atMost(
                "R8",
                format("rebuild of a cell of %,d leads, to the next claim", big.claimable()),
                "by the operator's command",
                median(seconds),
                " s",
                15,
                5);
    }
}
