package io.pelagos.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table at the end: what was measured against what was set out to reach. */
final class Report {
    private static final String[] HEAD = {"what", "measured", "ratio", "first goal", "moonshot", "reached"};
    private final List<String[]> rows = new ArrayList<>();

    /** A ratio that should be high. */
    void atLeast(String what, String measured, double ratio, double first, double moonshot) {
        row(what, measured, format("%.2f", ratio), ">= " + first, ">= " + moonshot, ratio >= first, ratio >= moonshot);
    }

    /** A figure that should be low; it is its own ratio. */
    void atMost(String what, String measured, double figure, String unit, double first, double moonshot) {
        row(
                what,
                measured,
                format("%.1f", figure) + unit,
                format("<= %.0f", first) + unit,
                format("<= %.0f", moonshot) + unit,
                figure <= first,
                figure <= moonshot);
    }

    private void row(
            String what, String measured, String ratio, String first, String moonshot, boolean one, boolean two) {
        rows.add(new String[] {what, measured, ratio, first, moonshot, two ? "moonshot" : one ? "first" : "no"});
    }

    String table() {
        int[] width = new int[HEAD.length];
        List<String[]> all = new ArrayList<>(List.of(HEAD, new String[HEAD.length]));
        all.addAll(rows);
        for (String[] row : all) {
            for (int i = 0; i < row.length; i++) width[i] = Math.max(width[i], row[i] == null ? 3 : row[i].length());
        }
        StringBuilder table = new StringBuilder();
        for (String[] row : all) {
            table.append('|');
            for (int i = 0; i < row.length; i++) {
                String cell = row[i] == null ? "-".repeat(width[i]) : row[i];
                table.append(' ')
                        .append(cell)
                        .append(" ".repeat(width[i] - cell.length()))
                        .append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** All runs, so that a reader sees how far they lie apart. */
    static String runs(List<Double> values) {
        return Arrays.toString(values.stream().map(v -> format("%,.0f", v)).toArray());
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
