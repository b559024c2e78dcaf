package io.pelagos.assignment;

import io.pelagos.pool.Allowances;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** How a pool's leads are given away: who takes part, with which weight, and who gets none now. */
public final class Overview {
    /** Waiting leads that are counted. */
    private static final int COUNTED_MAX = 1_000;
    /** Agents that are told of. */
    private static final int AGENTS_MAX = 1_000;

    private final LeadRouter.Tools tools;

    Overview(LeadRouter.Tools tools) {
        this.tools = tools;
    }

    /**
     * {@code {"strategy","waiting","agents":[{"agent","weight","held","room","absence","merits":{…}}]}}: absence is off,
     * closed, leave or full, null for who is given leads; weight is null for who is not in the rota.
     */
    public Future<JsonObject> of(TenantConfig config, Pool pool, Assignment assignment) {
        long now = tools.steps().nowMillis();
        List<Agent> takers = Attendance.takers(config, pool, assignment).stream()
                .limit(AGENTS_MAX)
                .toList();
        return tools.attendance().now(config, now).compose(present -> tools.standings()
                .of(config, pool, assignment, now)
                .compose(standing -> tools.lists()
                        .waiting(config, pool, 0, COUNTED_MAX)
                        .compose(waiting -> tools.claims()
                                .allowances()
                                .rooms(config, pool, takers)
                                .map(rooms -> {
                                    JsonArray agents = new JsonArray();
                                    for (int i = 0; i < takers.size(); i++) {
                                        String absence = present.absence(assignment, takers.get(i));
                                        agents.add(one(takers.get(i), standing, rooms.get(i), absence));
                                    }
                                    return new JsonObject()
                                            .put(
                                                    "strategy",
                                                    assignment.strategy().text())
                                            .put("waiting", waiting.leads().size())
                                            .put("agents", agents);
                                }))));
    }

    private static JsonObject one(Agent agent, Standings.Standing standing, Allowances.Room room, String absence) {
        Weights.Weight merits = standing.merits().get(agent.id());
        return new JsonObject()
                .put("agent", agent.id())
                .put("weight", standing.weights().get(agent.id()))
                .put("held", room.held())
                .put("room", room.more() == Integer.MAX_VALUE ? null : room.more())
                .put("absence", !absence.isEmpty() ? absence : room.more() == 0 ? "full" : null)
                .put("merits", merits == null ? null : json(merits));
    }

    private static JsonObject json(Weights.Weight merits) {
        return new JsonObject()
                .put("win_rate", rounded(merits.winRate()))
                .put("activity", rounded(merits.activity()))
                .put("load", rounded(merits.load()))
                .put("integrity", rounded(merits.integrity()));
    }

    private static double rounded(double index) {
        return Math.round(index * 100) / 100.0;
    }
}
