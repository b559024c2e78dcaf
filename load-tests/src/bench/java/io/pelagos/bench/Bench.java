package io.pelagos.bench;

import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures the rows that are asked for, one part after the other, and prints what was reached in one table. */
public final class Bench {
    /** Rows that are measured together; each part has engines of its own. */
    private record Part(List<String> rows, Step step) {}

    private interface Step {
        void run(Stand stand) throws IOException, InterruptedException, SQLException;
    }

    private static final List<Part> PARTS = List.of(
            new Part(List.of("R1", "R2", "R3", "R5", "R11"), stand -> new Everyday(stand).run()),
            new Part(List.of("R6"), stand -> new OneLead(stand).run()),
            new Part(List.of("R12"), stand -> new FirstClaim(stand).run()),
            new Part(List.of("R10"), stand -> new LiveStreams(stand).run()),
            new Part(List.of("R4", "R8", "R9"), stand -> new BigPool(stand).run()),
            new Part(List.of("R13"), stand -> new Importing(stand).run()),
            new Part(List.of("R7"), stand -> new Recycling(stand).run()));

    private final Options options;
    private final Report report = new Report();
    private final List<String> failures = new ArrayList<>();

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Bench bench = new Bench(options);
        bench.run();
        System.exit(bench.failures.isEmpty() ? 0 : 1);
    }

    private void run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        machine();
        if (options.baselinesOnly()) {
            part("baselines", stand -> new Everyday(stand).baselinesOnly());
        } else if (options.profile()) {
            part("profile", stand -> new Profile(stand).run());
        } else {
            for (Part part : PARTS) {
                if (!Collections.disjoint(part.rows(), options.rows())) {
                    part(String.join(", ", part.rows()), part.step());
                }
            }
        }
        if (!report.isEmpty()) say("\n%s", report.table());
        failures.forEach(System.err::println);
        say("took %s", minutes(System.nanoTime() - start));
    }

    /** A part that fails costs its own rows, not those of the others. */
    private void part(String rows, Step step) throws InterruptedException {
        long start = System.nanoTime();
        try (Stand stand = new Stand(options, report)) {
            say("\n%s; load average %s", rows, loadAverage());
            step.run(stand);
            say("%s took %s", rows, minutes(System.nanoTime() - start));
        } catch (RuntimeException | IOException | SQLException e) {
            failures.add(rows + " failed: " + (e instanceof IllegalStateException ? e.getMessage() : e));
            System.err.println(failures.get(failures.size() - 1));
            if (System.getenv("BENCH_TRACE") != null) e.printStackTrace();
        }
    }

    private void machine() throws IOException {
        say(
                "cores %d, Java %s, %s, %s, %s",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("os.version"),
                Children.firstLine("wrk", "--version").replaceAll(" Copyright.*", ""),
                Children.firstLine("redis-benchmark", "--version"));
        Path folder = Files.createTempDirectory("pelagos-bench-");
        say(
                "fdatasync %d us in %s; engines, servers and load generators share the cores",
                Database.fdatasync_micros(folder), folder.getParent());
        Files.delete(folder);
    }

    private static String loadAverage() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).trim() : "unknown";
    }

    private static String minutes(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        return seconds / 60 + " min " + seconds % 60 + " s";
    }
}
