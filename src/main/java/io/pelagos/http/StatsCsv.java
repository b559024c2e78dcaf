package io.pelagos.http;

import io.pelagos.exchange.CsvText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as a table: a line for each item, or for each step of each; what is nested becomes columns of longer names, sums
 * of money one for each currency.
 */
final class StatsCsv {
    private static final String SERIES = "series";

    private StatsCsv() {}

    /** @param name of the file, without its ending */
    static Answer answer(String name, JsonArray items) {
        return new Answer(200, table(items), "text/csv;charset=utf-8", Map.of())
                .header("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    }

    static Buffer table(JsonArray items) {
        List<Map<String, String>> lines = new ArrayList<>();
        items.forEach(item -> lines(lines, (JsonObject) item));
        Set<String> columns = new LinkedHashSet<>();
        lines.forEach(line -> columns.addAll(line.keySet()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.copyOf(columns));
        lines.forEach(line -> rows.add(
                columns.stream().map(column -> line.getOrDefault(column, "")).toList()));
        return Buffer.buffer(CsvText.MARK).appendBuffer(CsvText.rows(rows));
    }

    private static void lines(List<Map<String, String>> lines, JsonObject item) {
        JsonArray series = item.getJsonArray(SERIES);
        if (series == null) {
            Map<String, String> line = new LinkedHashMap<>();
            flatten(line, "", item);
            lines.add(line);
            return;
        }
        // What an item is called is its first field.
        String name = item.fieldNames().iterator().next();
        for (Object step : series) {
            Map<String, String> line = new LinkedHashMap<>();
            line.put(name, text(item.getValue(name)));
            flatten(line, "", (JsonObject) step);
            lines.add(line);
        }
    }

    private static void flatten(Map<String, String> line, String prefix, JsonObject object) {
        for (Map.Entry<String, Object> field : object) {
            String name = prefix + field.getKey();
            if (field.getValue() instanceof JsonObject nested) {
                flatten(line, name + "_", nested);
            } else if (field.getValue() instanceof JsonArray sums) {
                sums.forEach(sum -> {
                    JsonObject money = (JsonObject) sum;
                    line.put(name + "_" + money.getString("currency"), text(money.getValue("amount")));
                });
            } else {
                line.put(name, text(field.getValue()));
            }
        }
    }

    private static String text(@Nullable Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value == null ? "" : value.toString();
    }
}
