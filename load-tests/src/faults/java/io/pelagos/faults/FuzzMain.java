package io.pelagos.faults;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** {@code --jar FILE --minutes N --clients N --seed S --fixtures FOLDER --work FOLDER}, all optional. */
public final class FuzzMain {
    private FuzzMain() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        long seed = Long.parseLong(given.getOrDefault(
                "--seed", Integer.toString(ThreadLocalRandom.current().nextInt(1_000_000))));
        String folder = "pelagos-fuzz-" + seed + "-" + Instant.now().toEpochMilli();
        Fuzz.Options options = new Fuzz.Options(
                Path.of(given.getOrDefault("--jar", "target/pelagos.jar")),
                Path.of(given.getOrDefault(
                        "--work",
                        Path.of(System.getProperty("java.io.tmpdir"), folder).toString())),
                Path.of(given.getOrDefault("--fixtures", "src/test/resources/channels")),
                (long) (Double.parseDouble(given.getOrDefault("--minutes", "5")) * 60_000),
                Integer.parseInt(given.getOrDefault("--clients", "8")),
                seed);
        System.out.println("seed " + seed + ", logs in " + options.work());
        Fuzz.Outcome outcome = Fuzz.run(options);
        System.out.println(outcome);
        System.exit(outcome.violations().isEmpty() ? 0 : 1);
    }
}
