package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.median;
import static io.pelagos.bench.Report.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures R1, R2, R3, R5 and R11 in one run: the server against its yardsticks, on the same engines, in alternating
 * order, medians of all runs.
 */
public final class Bench {
    /** Each wrk run counts its leads from a number of its own, so that no two leads share an id or a phone. */
    static final long NUMBERS_PER_RUN = 2_000_000;

    /** PostgreSQL's processes publish their counters at the latest when they have been idle for ten seconds. */
    private static final long COUNTERS_SETTLE_NANOS = 10_700_000_000L;

    private static final int TUNE_SECONDS = 2;
    private static final int SYNC_RUN_SECONDS = 6;
    private static final int HIGHEST_CLAIM_RATE = 60_000;
    /** How much faster a warm server may be than its first run; only how many leads are put in depends on it. */
    private static final double WARMER = 2;

    /** More leads than a schedule needs: a pool that runs empty answers fast and proves nothing. */
    private static final double OPEN_LOOP_SLACK = 1.1;

    private static final int HIGHEST_BASELINE_RATE = 12_000;

    private final Options options;
    private final Report report = new Report();
    private final Baseline baseline;
    private final RedisReference reference;
    private final Database database;

    private Bench(Options options, Baseline baseline, RedisReference reference, Database database) {
        this.options = options;
        this.baseline = baseline;
        this.reference = reference;
        this.database = database;
    }

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        long start = System.nanoTime();
        Path directory = Files.createTempDirectory("pelagos-bench-");
        Children children = new Children();
        Thread hook = new Thread(() -> {
            children.close();
            delete(directory);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        int status = 0;
        try {
            run(options, children, directory);
            say("took %d s", (System.nanoTime() - start) / 1_000_000_000);
        } catch (IllegalStateException | IOException | SQLException e) {
            System.err.println("The bench failed: " + e.getMessage());
            if (System.getenv("BENCH_TRACE") != null) e.printStackTrace();
            status = 1;
        }
        // The shutdown hook ends what was started, here as after Ctrl-C.
        System.exit(status);
    }

    private static void run(Options options, Children children, Path directory)
            throws IOException, InterruptedException, SQLException {
        // Engines that do not run as root sign in as somebody else, who must be able to enter.
        if (!directory.toFile().setExecutable(true, false)) throw new IOException("cannot open " + directory);
        String load = Files.readString(Path.of("/proc/loadavg")).trim();
        Engines engines = Engines.open(children, options.jar(), directory);
        Wrk wrk = new Wrk(children, directory);
        try (Database database = Database.open(engines.postgres());
                RedisReference reference = new RedisReference(engines.redis(), children, options.agents());
                Baseline baseline = new Baseline(
                        children, database, engines.postgres(), options.jar(), wrk, directory, options.agents())) {
            versions(engines, database, reference, directory, load);
            Bench bench = new Bench(options, baseline, reference, database);
            if (options.baselinesOnly()) {
                bench.baselines();
                return;
            }
            if (options.importing() > 0) {
                Product small =
                        new Product(children, engines, options.jar(), wrk, directory, options.agents(), "-Xmx512m");
                new Importing(small, database, bench.report, directory, options.importing()).run();
                say("\n%s", bench.report.table());
                return;
            }
            Product product = new Product(children, engines, options.jar(), wrk, directory, options.agents());
            if (options.recycling() > 0) {
                new Recycling(product, database, bench.report, options.recycling()).run();
                say("\n%s", bench.report.table());
                return;
            }
            if (options.live() > 0) {
                new LiveStreams(product, bench.report, options.live()).run();
                say("\n%s", bench.report.table());
                return;
            }
            bench.all(product);
            say("\n%s", bench.report.table());
            say("%s", product.checkJournal(database));
        }
    }

    private static void versions(
            Engines engines, Database database, RedisReference reference, Path directory, String load)
            throws SQLException, IOException {
        say(
                "cores %d, Java %s, %s",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), System.getProperty("os.version"));
        say(
                "PostgreSQL %s, Redis %s (%s), %s, %s",
                database.text("show server_version"),
                reference.version(),
                engines.embedded() ? "embedded" : "given",
                Children.firstLine("wrk", "--version").replaceAll(" Copyright.*", ""),
                Children.firstLine("redis-benchmark", "--version"));
        say(
                "fdatasync %d us in %s; synchronous_commit %s, wal_sync_method %s, shared_buffers %s",
                Database.fdatasync_micros(directory),
                directory.getParent(),
                database.text("show synchronous_commit"),
                database.text("show wal_sync_method"),
                database.text("show shared_buffers"));
        say("load average before: %s; engines, server and load generators share the cores", load);
    }

    /** The order in which things happen; each step leaves what the next needs. */
    private void all(Product product) throws IOException, InterruptedException, SQLException {
        webhooks(product);
        product.checkOneClaim();
        product.fill((long) HIGHEST_CLAIM_RATE * TUNE_SECONDS);
        double first = product.claims(TUNE_SECONDS).perSecond();
        product.fill((long) (first * WARMER * SYNC_RUN_SECONDS));
        long quietSince_nanos = System.nanoTime();
        tuneBaselineClaims();
        double second = syncs(product, quietSince_nanos);
        claims(product, second);
    }

    private void baselines() throws IOException, InterruptedException, SQLException {
        baseline.tuneHooks(TUNE_SECONDS);
        tuneBaselineClaims();
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

    /** R3. */
    private void webhooks(Product product) throws IOException, InterruptedException {
        say("\nwebhooks: warming up");
        product.checkVisible(TUNE_SECONDS + 1);
        baseline.tuneHooks(TUNE_SECONDS);
        product.hooks(TUNE_SECONDS + 1);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = 0; i < options.runs(); i++) {
            Wrk.Run run = product.hooks(options.seconds());
            ours.add(run.perSecond());
            theirs.add(baseline.hooks(options.seconds()).perSecond());
            progress("webhooks", i, run, "one commit each", theirs.get(i));
        }
        report.atLeast(
                "R3 durable webhook leads/s : one commit each",
                format("%,.0f : %,.0f (%d connections)", median(ours), median(theirs), baseline.hookSize()),
                median(ours) / median(theirs),
                2,
                3);
    }

    private void tuneBaselineClaims() throws IOException, InterruptedException, SQLException {
        int seconds = TUNE_SECONDS * 5 + 1 + options.runs() * options.seconds();
        say("filling the baseline's pool, finding its best connection pool");
        baseline.fill(HIGHEST_BASELINE_RATE * seconds);
        database.execute("checkpoint");
        baseline.tuneClaims(TUNE_SECONDS);
    }

    /** R11: a saturated run between two readings of settled counters. */
    private double syncs(Product product, long quietSince_nanos)
            throws IOException, InterruptedException, SQLException {
        baseline.rest();
        settle(quietSince_nanos);
        long before = database.walSyncs();
        Wrk.Run run = product.claims(SYNC_RUN_SECONDS);
        long end = System.nanoTime();
        reference.run(25_000);
        settle(end);
        long syncs = database.walSyncs() - before;
        report.atMost(
                "R11 WAL syncs per 1,000 claims",
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

    /** R1, R2 and R5. */
    private void claims(Product product, double first) throws IOException, InterruptedException {
        int seconds = options.seconds();
        // The server may still get warmer.
        long needed = (long) (first * WARMER * seconds * options.runs());
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
            progress("claims", i, run, "redis-benchmark, SKIP LOCKED", redis.get(i), locked.get(i));
        }
        double rate = median(ours);
        report.atLeast(
                "R1 durable claims/s : raw redis-benchmark",
                format("%,.0f : %,.0f", rate, median(redis)),
                rate / median(redis),
                0.6,
                1.0);
        report.atLeast(
                "R2 durable claims/s : SKIP LOCKED",
                format("%,.0f : %,.0f (%d connections)", rate, median(locked), baseline.claimSize()),
                rate / median(locked),
                2.5,
                4);
        double half = rate / 2;
        double warm_seconds = OpenLoop.WARM_NANOS / 1e9 * (options.runs() + 1);
        product.fill(
                (long) (half * OPEN_LOOP_SLACK * (options.seconds() * options.runs() + TUNE_SECONDS + warm_seconds)));
        openLoop(product, half);
    }

    /** R5. */
    private void openLoop(Product product, double perSecond) throws IOException {
        product.openLoop(perSecond, TUNE_SECONDS);
        baseline.fixedAnswers(perSecond, TUNE_SECONDS);
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
                format("R5 p99 at %,.0f claims/s, open loop", perSecond),
                format(
                        "p50 %.1f, p99 %.1f, p99.9 %.1f ms; fixed answer p99 %.1f",
                        median(p50), median(p99), median(p999), median(fixed)),
                median(p99),
                " ms",
                10,
                5);
    }

    private static void progress(String what, int index, Wrk.Run run, String others, Object... rates) {
        StringBuilder beside = new StringBuilder();
        for (Object rate : rates) beside.append(format(" %,.0f", rate));
        say(
                "%s %d: %,.0f/s, p50 %.1f, p99 %.1f ms%s; %s:%s",
                what,
                index + 1,
                run.perSecond(),
                run.p50_ms(),
                run.p99_ms(),
                run.refused() + run.broken() == 0 ? "" : format(", refused %d, broken %d", run.refused(), run.broken()),
                others,
                beside);
    }

    private static void say(String format, Object... values) {
        System.out.println(format(format, values));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
