package io.pelagos.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the processes of this machine have had of its processors, as Linux counts it: hundredths of a second.
 *
 * @param ticks by the process' name; of Java by its number, too; of this tool only what it waited for: load generators
 * @param idle of all processors; {@code all} with what they worked
 */
record Processors(Map<String, Long> ticks, long idle, long all) {
    private static final double MICROS_PER_TICK = 10_000;
    private static final int TOLD = 6;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int WAITED_USER = 13;
    private static final int WAITED_SYSTEM = 14;

    static Processors now() throws IOException {
        Map<String, Long> ticks = new TreeMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    add(process, Files.readString(process.resolve("stat")), ticks);
                } catch (IOException ended) {
                    continue;
                }
            }
        }
        long[] machine = Arrays.stream(
                        Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +"))
                .skip(1)
                .limit(8)
                .mapToLong(Long::parseLong)
                .toArray();
        return new Processors(
                ticks, machine[3] + machine[4], Arrays.stream(machine).sum());
    }

    private static void add(Path process, String stat, Map<String, Long> ticks) {
        String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        String number = process.getFileName().toString();
        if (number.equals(Long.toString(ProcessHandle.current().pid()))) {
            ticks.put("load", Long.parseLong(fields[WAITED_USER]) + Long.parseLong(fields[WAITED_SYSTEM]));
        } else {
            long used = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
            ticks.merge(name.equals("java") ? "java " + number : name, used, Long::sum);
        }
    }

    /** In microseconds per request, the busiest first; and how much of the machine was idle. */
    String since(Processors before, long requests) {
        Map<String, Double> micros = new LinkedHashMap<>();
        ticks.forEach((name, used) ->
                micros.put(name, (used - before.ticks.getOrDefault(name, 0L)) * MICROS_PER_TICK / requests));
        StringBuilder told = new StringBuilder();
        micros.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(TOLD)
                .filter(process -> process.getValue() >= 1)
                .forEach(process -> told.append(Report.format("%s %.0f, ", process.getKey(), process.getValue())));
        return told + Report.format("idle %.0f %%", 100.0 * (idle - before.idle) / (all - before.all));
    }
}
