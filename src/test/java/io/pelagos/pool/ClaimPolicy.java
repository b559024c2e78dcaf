package io.pelagos.pool;

import io.pelagos.journal.TestCell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A policy as claim.lua reads it, without limits until one is set. */
final class ClaimPolicy {
    static final String DEFS = "the counters";
    private final JsonObject json = new JsonObject()
            .put("tenant", Integer.toString(TestCell.TENANT))
            .put("defs", DEFS)
            .put("from", 0)
            .put("to", Long.MAX_VALUE / 4)
            .put("quotas", new JsonArray())
            .put("cap", 0)
            .put("cap_won", false)
            .put("cap_nurtured", true)
            .put("all", 0)
            .put("all_won", false)
            .put("all_nurtured", true)
            .put("untouched", -1)
            .put("overdue", -1)
            .put("cool_agent", 0)
            .put("cool_team", 0);

    static ClaimPolicy of(String pool) {
        ClaimPolicy policy = new ClaimPolicy();
        return policy.with("pool", TestCell.TENANT + "/" + pool);
    }

    ClaimPolicy with(String name, Object value) {
        json.put(name, value);
        return this;
    }

    /** A calendar window that began at {@code start}. */
    ClaimPolicy calendar(String scope, String what, int max, long start, long end) {
        return quota(new JsonObject()
                .put("scope", scope)
                .put("what", what)
                .put("max", max)
                .put("step", 0)
                .put("base", Long.toString(start))
                .put("frees", end)
                .put("ttl", end - start + 60_000));
    }

    ClaimPolicy rolling(String scope, String what, int max, long step, int buckets) {
        return quota(new JsonObject()
                .put("scope", scope)
                .put("what", what)
                .put("max", max)
                .put("step", step)
                .put("buckets", buckets)
                .put("ttl", step * (buckets + 2) + 60_000));
    }

    private ClaimPolicy quota(JsonObject quota) {
        json.getJsonArray("quotas").add(quota);
        return this;
    }

    String text() {
        return json.encode();
    }
}
