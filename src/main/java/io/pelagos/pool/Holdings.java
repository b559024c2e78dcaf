package io.pelagos.pool;

import io.pelagos.team.Holding;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much an agent holds, as Redis counts.
 *
 * @param counts the fields of {@code h:<agent>}, see road.lua; pools are written {@code T/<pool>}
 */
public record Holdings(String agent, int total, Map<String, Integer> counts) {

    /** Those who hold anything. */
    static List<Holdings> read(List<String> agents, Response reply) {
        List<Holdings> all = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            Response counts = reply.get(i);
            int total = counts.get(0).toInteger();
            if (total > 0) {
                Map<String, Integer> fields = new HashMap<>();
                for (int j = 1; j < counts.size(); j += 2) {
                    fields.put(counts.get(j).toString(), counts.get(j + 1).toInteger());
                }
                all.add(new Holdings(agents.get(i), total, fields));
            }
        }
        return all;
    }

    public int untouched() {
        return count("u");
    }

    /** How many of a pool, {@code T/<pool>}, are above a cap. */
    int abovePool(Holding cap, String pool) {
        return above(cap, count("p:" + pool), pool);
    }

    /** How many are above a cap over all pools. */
    int aboveAll(Holding cap) {
        return above(cap, total, "");
    }

    private int above(Holding cap, int held, String pool) {
        int counted = held - (cap.countWon() ? 0 : count("w:" + pool)) - (cap.countNurtured() ? 0 : count("n:" + pool));
        return cap.max() == 0 ? 0 : Math.max(0, counted - cap.max());
    }

    private int count(String field) {
        return counts.getOrDefault(field, 0);
    }
}
