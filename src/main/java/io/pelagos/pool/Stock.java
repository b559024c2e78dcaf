package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.vertx.redis.client.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many leads of a pool may be claimed at this moment.
 *
 * @param lanes what leads ask of an agent, as {@link Lanes} reads it, to how many ask for just that
 * @param nextMillis when the next one may be claimed that has to wait; {@link Long#MAX_VALUE} for none
 */
public record Stock(Map<String, Integer> lanes, long nextMillis) {
    static Stock read(Response reply) {
        Map<String, Integer> lanes = new LinkedHashMap<>();
        for (int i = 1; i < reply.size(); i += 2) {
            lanes.put(reply.get(i).toString(), reply.get(i + 1).toInteger());
        }
        String next = reply.get(0).toString();
        return new Stock(lanes, next.isEmpty() ? Long.MAX_VALUE : (long) Double.parseDouble(next));
    }

    /** By an agent; by anybody for null. */
    public int claimable(@Nullable Agent agent) {
        String has = agent == null ? "" : Names.offers(agent);
        int sum = 0;
        for (Map.Entry<String, Integer> lane : lanes.entrySet()) {
            sum += agent == null || Lanes.open(lane.getKey(), has, agent.seniority()) ? lane.getValue() : 0;
        }
        return sum;
    }
}
