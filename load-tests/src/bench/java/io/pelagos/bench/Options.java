package io.pelagos.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What may be changed on the command line.
 *
 * @param jar the server; also the place of the tables' definition
 * @param runs per measured thing, in alternating order
 * @param seconds of each measured run
 * @param agents whose tokens take turns
 * @param recycling how many leads become due at once; 0: that is not measured, but all else
 * @param importing how many rows a file has; 0: that is not measured, but all else
 * @param live how many streams are open; 0: that is not measured, but all else
 * @param baselinesOnly without the server, on the engines that the environment names
 */
record Options(
        Path jar, int runs, int seconds, int agents, boolean baselinesOnly, int recycling, int importing, int live) {
    static final String USAGE = "bench.sh [--runs 5] [--seconds 4] [--agents 200] [--jar ../target/pelagos.jar]"
            + " [--baselines-only] [--recycling 1000000] [--import 1000000] [--live 2000]";

    private static final String BASELINES_ONLY = "--baselines-only";
    private static final Set<String> KNOWN =
            Set.of("--jar", "--runs", "--seconds", "--agents", "--recycling", "--import", "--live");

    static Options parse(String[] args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals(BASELINES_ONLY)) {
                given.put(BASELINES_ONLY, "");
            } else if (!KNOWN.contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("unknown or without a value: " + args[i] + "\n" + USAGE);
            } else {
                given.put(args[i], args[++i]);
            }
        }
        return new Options(
                Path.of(given.getOrDefault("--jar", "../target/pelagos.jar")),
                number(given.getOrDefault("--runs", "5")),
                number(given.getOrDefault("--seconds", "4")),
                number(given.getOrDefault("--agents", "200")),
                given.containsKey(BASELINES_ONLY),
                given.containsKey("--recycling") ? leads(given.get("--recycling")) : 0,
                given.containsKey("--import") ? leads(given.get("--import")) : 0,
                given.containsKey("--live") ? number(given.get("--live")) : 0);
    }

    private static int leads(String text) {
        int number = Integer.parseInt(text);
        if (number < 10_000 || number > 10_000_000) throw new IllegalArgumentException("out of range: " + text);
        return number;
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > 10_000) throw new IllegalArgumentException("out of range: " + text);
        return number;
    }
}
