package io.pelagos.stats;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a period, by key, beside those of the period before.
 *
 * @param complete whether the whole journal had been read when they were counted
 */
public record Sheet(Period period, Figures now, @Nullable Figures before, boolean complete) {

    /** All that it has, the most frequent first; null is what has none. */
    public Set<@Nullable String> keys() {
        Set<@Nullable String> keys = new LinkedHashSet<>(now.keys());
        if (before != null) {
            keys.addAll(before.keys());
        }
        return keys;
    }

    /** A key's numbers, under its name; with a step of time its {@code series}. */
    public JsonObject item(String name, @Nullable String key) {
        JsonObject item = new JsonObject().put(name, key);
        return filled(item, bucket -> now.of(key, bucket), before == null ? null : bucket -> before.of(key, bucket));
    }

    /** All keys together. */
    public JsonObject total() {
        return filled(new JsonObject(), now::all, before == null ? null : before::all);
    }

    /** Gives the numbers of a step, or with null of the whole. */
    private interface Numbers {
        JsonObject of(@Nullable Long bucket);
    }

    private JsonObject filled(JsonObject item, Numbers numbers, @Nullable Numbers earlier) {
        item.mergeIn(numbers.of(null));
        if (earlier != null) {
            item.put("previous", earlier.of(null));
        }
        if (period.grain() != null) {
            List<Long> past = earlier == null ? List.of() : period.previous().buckets();
            JsonArray series = new JsonArray();
            List<Long> buckets = period.buckets();
            for (int i = 0; i < buckets.size(); i++) {
                JsonObject step =
                        new JsonObject().put("at", text(buckets.get(i))).mergeIn(numbers.of(buckets.get(i)));
                if (earlier != null) {
                    step.put("previous", i < past.size() ? earlier.of(past.get(i)) : null);
                }
                series.add(step);
            }
            item.put("series", series);
        }
        return item;
    }

    /** How many objects of numbers an answer with so many keys has. */
    public long places(int keys) {
        long each = 1L + (period.grain() == null ? 0 : period.buckets().size());
        return (keys + 1) * each * (before == null ? 1 : 2);
    }

    /** The whole answer. */
    public JsonObject json(String name, Collection<@Nullable String> keys) {
        JsonArray items = new JsonArray();
        keys.forEach(key -> items.add(item(name, key)));
        return head().put("items", items).put("total", total());
    }

    /** Of which time it is. */
    public JsonObject head() {
        return head(period, before != null, complete);
    }

    /** Of which time numbers are. */
    public static JsonObject head(Period period, boolean compared, boolean complete) {
        JsonObject head = new JsonObject()
                .put("from", text(period.fromMillis()))
                .put("to", text(period.toMillis()))
                .put("until", text(period.untilMillis()))
                .put("step", period.grain() == null ? null : period.grain().text())
                .put("complete", complete);
        if (compared) {
            Period past = period.previous();
            head.put(
                    "previous",
                    new JsonObject()
                            .put("from", text(past.fromMillis()))
                            .put("to", text(past.toMillis()))
                            .put("until", text(past.untilMillis())));
        }
        return head;
    }

    private static String text(long millis) {
        return Rfc3339.text(millis);
    }
}
