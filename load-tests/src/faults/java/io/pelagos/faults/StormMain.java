package io.pelagos.faults;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code --jar FILE --deliveries N --again PERCENT --kills N --clients N --seed S --work FOLDER}, all optional. */
public final class StormMain {
    private StormMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        int seed = number(given, "--seed", ThreadLocalRandom.current().nextInt(1_000_000));
        String folder = "pelagos-storm-" + seed + "-" + Instant.now().toEpochMilli();
        Storm.Options options = new Storm.Options(
                Path.of(given.getOrDefault("--jar", "target/pelagos.jar")),
                Path.of(given.getOrDefault(
                        "--work",
                        Path.of(System.getProperty("java.io.tmpdir"), folder).toString())),
                number(given, "--deliveries", 200_000),
                number(given, "--again", 30),
                number(given, "--kills", 8),
                number(given, "--clients", 32),
                seed);
        System.out.println("seed " + seed + ", logs in " + options.work());
        Storm.Outcome outcome = Storm.run(options, System.out::println);
        System.out.println(outcome);
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }

    private static int number(Map<String, String> given, String name, int usual) {
        return Integer.parseInt(given.getOrDefault(name, Integer.toString(usual)));
    }
}
