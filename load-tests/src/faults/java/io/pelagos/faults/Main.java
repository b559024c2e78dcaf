package io.pelagos.faults;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code --jar FILE --faults N --seed S --clients N --round N --minutes N --work FOLDER}, all but the jar optional. */
public final class Main {

    private static final int DEFAULT_FAULTS = 100;
    private static final int DEFAULT_CLIENTS = 8;
    private static final int DEFAULT_ROUND = 40;
    private static final int DEFAULT_MINUTES = 24 * 60;

    private Main() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        long seed = Long.parseLong(given.getOrDefault(
                "--seed", Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000))));
        String folder = "pelagos-faults-" + seed + "-" + Instant.now().toEpochMilli();
        Options options = new Options(
                Path.of(given.getOrDefault("--jar", "target/pelagos.jar")),
                Path.of(given.getOrDefault(
                        "--work",
                        Path.of(System.getProperty("java.io.tmpdir"), folder).toString())),
                number(given, "--faults", DEFAULT_FAULTS),
                seed,
                number(given, "--clients", DEFAULT_CLIENTS),
                number(given, "--round", DEFAULT_ROUND),
                Duration.ofMinutes(number(given, "--minutes", DEFAULT_MINUTES)));
        Report report = Campaign.run(options, line -> {
            out.println(line);
            out.flush();
        });
        out.println(report);
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }

    private static int number(Map<String, String> given, String name, int usual) {
        return Integer.parseInt(given.getOrDefault(name, Integer.toString(usual)));
    }
}
