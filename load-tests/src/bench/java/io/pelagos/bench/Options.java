package io.pelagos.bench;

import java.nio.file.Path;

/**
 * What may be changed on the command line.
 *
 * @param jar the server; also the place of the tables' definition
 * @param runs per measured thing, in alternating order
 * @param seconds of each measured run
 * @param agents whose tokens take turns
 * @param recycling how many leads become due at once; 0: that is not measured, but all else
 * @param live how many streams are open; 0: that is not measured, but all else
 * @param baselinesOnly without the server, on the engines that the environment names
 */
record Options(Path jar, int runs, int seconds, int agents, boolean baselinesOnly, int recycling, int live) {
    static final String USAGE = "bench.sh [--runs 5] [--seconds 4] [--agents 200] [--jar ../target/pelagos.jar]"
            + " [--baselines-only] [--recycling 1000000] [--live 2000]";

    static Options parse(String[] args) {
        Options options = new Options(Path.of("../target/pelagos.jar"), 5, 4, 200, false, 0, 0);
        for (int i = 0; i < args.length; i++) {
            boolean last = i + 1 == args.length;
            if (args[i].equals("--baselines-only")) {
                options = new Options(options.jar, options.runs, options.seconds, options.agents, true, 0, 0);
                continue;
            }
            if (last) throw new IllegalArgumentException("unknown or without a value: " + args[i] + "\n" + USAGE);
            String value = args[++i];
            options = switch (args[i - 1]) {
                case "--runs" ->
                    new Options(
                            options.jar,
                            number(value),
                            options.seconds,
                            options.agents,
                            options.baselinesOnly,
                            options.recycling,
                            options.live);
                case "--seconds" ->
                    new Options(
                            options.jar,
                            options.runs,
                            number(value),
                            options.agents,
                            options.baselinesOnly,
                            options.recycling,
                            options.live);
                case "--agents" ->
                    new Options(
                            options.jar,
                            options.runs,
                            options.seconds,
                            number(value),
                            options.baselinesOnly,
                            options.recycling,
                            options.live);
                case "--jar" ->
                    new Options(
                            Path.of(value),
                            options.runs,
                            options.seconds,
                            options.agents,
                            options.baselinesOnly,
                            options.recycling,
                            options.live);
                case "--recycling" ->
                    new Options(options.jar, options.runs, options.seconds, options.agents, false, leads(value), 0);
                case "--live" ->
                    new Options(options.jar, options.runs, options.seconds, options.agents, false, 0, number(value));
                default -> throw new IllegalArgumentException("unknown: " + args[i - 1] + "\n" + USAGE);
            };
        }
        return options;
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
