package io.pelagos.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The table at the end: what was measured against what was set out to reach. */
final class Report {
    private static final List<String> HEAD =
            List.of("row", "what", "value", "first goal", "moonshot", "reached", "measured");
    private final List<List<String>> lines = new ArrayList<>();

    /** A ratio or a figure that should be high. */
    void atLeast(String row, String what, String measured, double value, double first, double moonshot) {
        int reached = value >= moonshot ? 2 : value >= first ? 1 : 0;
        line(row, what, measured, figure(value), ">= " + goal(first), ">= " + goal(moonshot), reached);
    }

    /** A ratio or a figure that should be low. */
    void atMost(String row, String what, String measured, double value, String unit, double first, double moonshot) {
        int reached = value <= moonshot ? 2 : value <= first ? 1 : 0;
        line(
                row,
                what,
                measured,
                figure(value) + unit,
                "<= " + goal(first) + unit,
                "<= " + goal(moonshot) + unit,
                reached);
    }

    /** A figure that must be this one, and no other. */
    void exactly(String row, String what, String measured, long value, long goal) {
        line(row, what, measured, Long.toString(value), "= " + goal, "= " + goal, value == goal ? 2 : 0);
    }

    private void line(
            String row, String what, String measured, String value, String first, String moonshot, int reached) {
        String told = List.of("no", "first", "moonshot").get(reached);
        lines.add(List.of(row, what, value, first, moonshot, told, measured));
    }

    /** Three digits that count. */
    private static String figure(double value) {
        return format(value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String goal(double value) {
        return value >= 1_000
                ? format("%,.0f", value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** In the order of the rows' numbers, as a table that Markdown understands. */
    String table() {
        List<List<String>> all = new ArrayList<>(List.of(HEAD));
        lines.stream().sorted(Comparator.comparingInt(Report::number)).forEach(all::add);
        int[] width = new int[HEAD.size()];
        for (List<String> line : all) {
            for (int i = 0; i < width.length; i++)
                width[i] = Math.max(width[i], line.get(i).length());
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : all) {
            append(table, width, line);
            if (line == HEAD) {
                append(table, width, Arrays.stream(width).mapToObj("-"::repeat).toList());
            }
        }
        return table.toString();
    }

    private static int number(List<String> line) {
        return Integer.parseInt(line.get(0).substring(1));
    }

    private static void append(StringBuilder table, int[] width, List<String> line) {
        table.append('|');
        for (int i = 0; i < width.length; i++) {
            table.append(' ')
                    .append(line.get(i))
                    .append(" ".repeat(width[i] - line.get(i).length()))
                    .append(" |");
        }
        table.append('\n');
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** All runs, so that a reader sees how far they lie apart. */
    static String runs(List<Double> values) {
        return Arrays.toString(values.stream().map(Report::figure).toArray());
    }

    /** Says how it goes, line by line, while it goes. */
    static void say(String format, Object... values) {
        System.out.println(format(format, values));
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
