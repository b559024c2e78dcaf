package io.pelagos.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What may be changed on the command line.
 *
 * @param jar the server; also the place of the tables' definition
 * @param runs per measured thing, in alternating order
 * @param seconds of each measured run
 * @param agents whose tokens take turns
 * @param profile where the time goes, instead of rows
 * @param baselinesOnly without the server, on the engines that the environment names
 * @param rows what is measured: {@code R1} to {@code R13}
 * @param big how many leads are in the full pool
 * @param recycling how many leads become due at once
 * @param importing how many rows a file has
 * @param live how many streams are open
 */
record Options(
        Path jar,
        int runs,
        int seconds,
        int agents,
        boolean profile,
        boolean baselinesOnly,
        Set<String> rows,
        int big,
        int recycling,
        int importing,
        int live) {
    static final String USAGE = "bench.sh [--all | --only R4,R9] [--runs 5] [--seconds 4] [--agents 200]"
            + " [--jar ../target/pelagos.jar] [--big 1000000] [--recycling 1000000] [--import 1000000] [--live 2000]"
            + " [--profile | --baselines-only]";

    private static final String ALL = "--all";
    private static final String BASELINES_ONLY = "--baselines-only";
    private static final String PROFILE = "--profile";
    private static final Set<String> FLAGS = Set.of(ALL, PROFILE, BASELINES_ONLY);
    private static final List<String> EVERY_ROW =
            IntStream.rangeClosed(1, 13).mapToObj(number -> "R" + number).toList();
    private static final List<String> USUAL_ROWS = List.of("R1", "R2", "R3", "R5", "R11");
    /** A size that is given without {@code --all} or {@code --only} asks for its rows alone. */
    private static final Map<String, List<String>> ROWS_OF_SIZE = Map.of(
            "--big", List.of("R4", "R8", "R9"),
            "--recycling", List.of("R7"),
            "--import", List.of("R13"),
            "--live", List.of("R10"));

    private static final Set<String> OTHERS = Set.of("--only", "--jar", "--runs", "--seconds", "--agents");

    static Options parse(String[] args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (FLAGS.contains(args[i])) {
                given.put(args[i], "");
            } else if (i + 1 < args.length && (OTHERS.contains(args[i]) || ROWS_OF_SIZE.containsKey(args[i]))) {
                given.put(args[i], args[++i]);
            } else {
                throw wrong("unknown or without a value: " + args[i]);
            }
        }
        return new Options(
                Path.of(given.getOrDefault("--jar", "../target/pelagos.jar")),
                number(given, "--runs", 5, 1, 100),
                number(given, "--seconds", 4, 1, 600),
                number(given, "--agents", 200, 1, 10_000),
                given.containsKey(PROFILE),
                given.containsKey(BASELINES_ONLY),
                rows(given),
                number(given, "--big", 1_000_000, 20_000, 10_000_000),
                number(given, "--recycling", 1_000_000, 10_000, 10_000_000),
                number(given, "--import", 1_000_000, 10_000, 10_000_000),
                number(given, "--live", 2_000, 1, 10_000));
    }

    private static Set<String> rows(Map<String, String> given) {
        if (given.containsKey(ALL)) return Set.copyOf(EVERY_ROW);
        if (given.containsKey("--only")) {
            List<String> only = List.of(given.get("--only").split(","));
            if (!EVERY_ROW.containsAll(only)) throw wrong("rows are R1 to R13, not " + only);
            return Set.copyOf(only);
        }
        Set<String> rows = new LinkedHashSet<>();
        ROWS_OF_SIZE.forEach((size, its) -> {
            if (given.containsKey(size)) rows.addAll(its);
        });
        return rows.isEmpty() ? Set.copyOf(USUAL_ROWS) : rows;
    }

    private static int number(Map<String, String> given, String name, int otherwise, int lowest, int highest) {
        String text = given.getOrDefault(name, Integer.toString(otherwise));
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw wrong(name + " is not a number: " + text);
        }
        if (number < lowest || number > highest) {
            throw wrong(name + " must be from " + lowest + " to " + highest + ", is " + text);
        }
        return number;
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + "\n" + USAGE);
    }
}
