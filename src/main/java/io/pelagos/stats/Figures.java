package io.pelagos.stats;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers by key and step of time, as a report's statement gives them: columns {@code all_keys}, {@code key},
 * {@code bucket}, and from the fourth on one for each number, which its name tells of.
 */
final class Figures {
    private static final String VALUE = "value";
    private static final int FIRST = 3;

    /** Of all keys together, or of one, which may be null: of what has none. The whole has no bucket. */
    private record Place(
            boolean all, @Nullable String key, @Nullable Long bucket) {}

    private final List<String> names;
    private boolean money;
    private final Map<Place, JsonObject> numbers = new LinkedHashMap<>();

    Figures(RowSet<Row> rows) {
        List<String> columns = rows.columnsNames();
        this.names = new ArrayList<>(columns.subList(FIRST, columns.size()));
        for (Row row : rows) {
            Place place = place(row);
            JsonObject told = none(place, names);
            for (int i = 0; i < names.size(); i++) {
                Object value = row.getValue(FIRST + i);
                if (value != null) {
                    told.put(names.get(i), number(value));
                }
            }
            numbers.put(place, told);
        }
    }

    private static Place place(Row row) {
        return new Place(row.getBoolean(0), row.getString(1), row.getLong(2));
    }

    static @Nullable Object number(@Nullable Object value) {
        if (value instanceof Number number && !(value instanceof Integer || value instanceof Long)) {
            BigDecimal exact = new BigDecimal(number.toString()).stripTrailingZeros();
            return exact.scale() <= 0 ? (Object) exact.longValueExact() : exact;
        }
        return value;
    }

    /** Numbers of the same places that another statement gives; what it says nothing of is nothing. */
    void join(Figures other) {
        Stream.concat(numbers.keySet().stream(), other.numbers.keySet().stream())
                .distinct()
                .toList()
                .forEach(place -> numbers.computeIfAbsent(place, this::nothing)
                        .mergeIn(other.numbers.getOrDefault(place, none(place, other.names))));
        names.addAll(other.names);
    }

    /** Takes the numbers of all keys together from another statement. */
    void totals(Figures other) {
        numbers.keySet().removeIf(Place::all);
        other.numbers.forEach((place, told) -> {
            if (place.all) {
                numbers.put(place, told);
            }
        });
    }

    /** Sums of money, by currency: columns {@code currency} and {@code amount}. */
    void value(RowSet<Row> rows) {
        money = true;
        Map<Place, Map<String, BigDecimal>> sums = new LinkedHashMap<>();
        rows.forEach(row ->
                sums.computeIfAbsent(place(row), place -> new TreeMap<>()).put(row.getString(3), row.getBigDecimal(4)));
        sums.keySet().forEach(place -> numbers.computeIfAbsent(place, p -> none(p, names)));
        numbers.forEach((place, told) -> {
            JsonArray value = new JsonArray();
            sums.getOrDefault(place, Map.of())
                    .forEach((currency, amount) ->
                            value.add(new JsonObject().put("currency", currency).put("amount", number(amount))));
            told.put(VALUE, value);
        });
    }

    /** As of what there was nothing of: counts are 0, and what would be divided by nothing is null. */
    private static JsonObject none(Place place, Collection<String> names) {
        JsonObject none = new JsonObject();
        for (String name : names) {
            boolean quotient = name.endsWith("_seconds") || name.endsWith("_ratio") || name.contains("_per_");
            // A stock is of a moment, which a step of time is not.
            boolean told = !quotient && !(name.startsWith("stock_") && place.bucket != null);
            none.put(name, told ? 0 : null);
        }
        return none;
    }

    /** The keys that there is anything of, null for none, the most frequent first by the first number. */
    List<@Nullable String> keys() {
        return numbers.entrySet().stream()
                .filter(entry -> !entry.getKey().all && entry.getKey().bucket == null)
                .sorted((a, b) -> Double.compare(first(b.getValue()), first(a.getValue())))
                .map(entry -> entry.getKey().key)
                .toList();
    }

    private double first(JsonObject told) {
        return told.getValue(names.get(0)) instanceof Number number ? number.doubleValue() : 0;
    }

    JsonObject of(@Nullable String key, @Nullable Long bucket) {
        return at(new Place(false, key, bucket));
    }

    JsonObject all(@Nullable Long bucket) {
        return at(new Place(true, null, bucket));
    }

    private JsonObject at(Place place) {
        JsonObject told = numbers.get(place);
        return told == null ? nothing(place) : told.copy();
    }

    /** As of a place that no statement has told of. */
    private JsonObject nothing(Place place) {
        JsonObject nothing = none(place, names);
        return money ? nothing.put(VALUE, new JsonArray()) : nothing;
    }
}
