package io.pelagos.pool;

import io.pelagos.recycling.RecycleRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps since when each rule of a stored pool that takes leads back is as it is: whom a changed rule puts past its deadline gets grace. */
public final class RuleAges {
    private RuleAges() {}

    /** A pool's document as clients see it. */
    public static JsonObject hidden(JsonObject stored) {
        rules(stored).forEach(rule -> rule.remove(RecycleRule.SINCE));
        return stored;
    }

    /** Whether a client tries to write it. */
    public static boolean written(JsonObject body) {
        return rules(body).stream().anyMatch(rule -> rule.containsKey(RecycleRule.SINCE));
    }

    /**
     * Notes the time at each rule that is new or changed.
     *
     * @param old the stored document before; null for a new pool, which has no lead yet
     */
    public static void stamp(JsonObject body, @Nullable JsonObject old, long nowMillis) {
        if (old == null) {
            return;
        }
        Map<JsonObject, Object> before = new HashMap<>();
        for (JsonObject rule : rules(old.copy())) {
            Object since = rule.remove(RecycleRule.SINCE);
            before.put(rule, since == null ? 0L : since);
        }
        for (JsonObject rule : rules(body)) {
            Object since = before.getOrDefault(rule, nowMillis);
            rule.put(RecycleRule.SINCE, since);
        }
    }

    private static List<JsonObject> rules(JsonObject pool) {
        List<JsonObject> rules = new ArrayList<>();
        if (pool.getValue("recycle") instanceof JsonArray items) {
            for (int i = 0; i < items.size(); i++) {
                if (items.getValue(i) instanceof JsonObject rule) {
                    rules.add(rule);
                }
            }
        }
        return rules;
    }
}
