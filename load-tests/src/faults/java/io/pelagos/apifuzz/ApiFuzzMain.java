package io.pelagos.apifuzz;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code --jar FILE --requests N --clients N --seed S --work FOLDER}, all optional. */
public final class ApiFuzzMain {
    private ApiFuzzMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        int seed = number(given, "--seed", ThreadLocalRandom.current().nextInt(1_000_000));
        String folder = "pelagos-api-fuzz-" + seed + "-" + Instant.now().toEpochMilli();
        ApiFuzz.Options options = new ApiFuzz.Options(
                Path.of(given.getOrDefault("--jar", "target/pelagos.jar")),
                Path.of(given.getOrDefault(
                        "--work",
                        Path.of(System.getProperty("java.io.tmpdir"), folder).toString())),
                number(given, "--requests", 100_000),
                number(given, "--clients", 8),
                seed);
        System.out.println("seed " + seed + ", logs in " + options.work());
        ApiFuzz.Outcome outcome = ApiFuzz.run(options);
        System.out.println(outcome);
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }

    private static int number(Map<String, String> given, String name, int usual) {
        return Integer.parseInt(given.getOrDefault(name, Integer.toString(usual)));
    }
}
