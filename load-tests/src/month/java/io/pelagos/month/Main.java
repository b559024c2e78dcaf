package io.pelagos.month;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** {@code --jar FILE --agents N --leads N --days N --sessions N --seed S --work FOLDER}, all of them optional. */
public final class Main {

    private static final Set<String> KNOWN =
            Set.of("--jar", "--agents", "--leads", "--days", "--sessions", "--seed", "--work");

    private Main() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!KNOWN.contains(args[i]) || i + 1 == args.length) {
                System.err.println("Options: " + KNOWN + ", each with a value");
                System.exit(2);
            }
            given.put(args[i], args[i + 1]);
        }
        long seed = Long.parseLong(given.getOrDefault(
                "--seed", Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000))));
        String folder = "pelagos-month-" + seed + "-" + System.currentTimeMillis();
        Options options = new Options(
                Path.of(given.getOrDefault("--jar", "target/pelagos.jar")),
                Path.of(given.getOrDefault(
                        "--work",
                        Path.of(System.getProperty("java.io.tmpdir"), folder).toString())),
                number(given, "--agents", 200),
                number(given, "--leads", 100_000),
                number(given, "--days", 30),
                number(given, "--sessions", 8),
                seed);
        Report report = Month.run(options, line -> {
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
