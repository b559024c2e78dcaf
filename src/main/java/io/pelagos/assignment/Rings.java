package io.pelagos.assignment;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who of a firm's agents is being rung about which lead: about one at a time, whichever pool it is in. */
final class Rings {
    /** Agents that one call asks for. */
    private static final int AGENTS_MAX = 100;

    private final PoolLists lists;
    private final LeadStore store;
    /** Agent to lead. */
    private final Map<String, Long> ringing = new HashMap<>();

    private boolean known;

    Rings(PoolLists lists, LeadStore store) {
        this.lists = lists;
        this.store = store;
    }

    boolean rings(String agent) {
        return ringing.containsKey(agent);
    }

    void begin(String agent, long lead) {
        ringing.put(agent, lead);
    }

    /** Who has accepted or declined, or has let it ring, can be rung again; at first, finds whom another node rings. */
    Future<Void> refresh(TenantConfig config, long nowMillis) {
        List<Pool> offering =
                config.all(Pool.POOL).values().stream().filter(Rings::offers).toList();
        if (offering.isEmpty()) {
            ringing.clear();
            return Future.succeededFuture();
        }
        Future<Set<Long>> leads =
                known ? Future.succeededFuture(new HashSet<>(ringing.values())) : offered(config, offering);
        return leads.compose(ids -> ids.isEmpty()
                        ? Future.succeededFuture(List.<LeadRow>of())
                        : store.rows(config.no(), List.copyOf(ids)))
                .map(rows -> {
                    ringing.clear();
                    rows.forEach(row -> keep(row, nowMillis));
                    known = true;
                    return null;
                });
    }

    private void keep(LeadRow row, long nowMillis) {
        JsonObject offer = Assignment.offered(row);
        String agent = offer == null ? null : offer.getString("agent");
        if (agent != null && Offers.rings(row, agent, nowMillis)) {
            ringing.put(agent, row.id());
        }
    }

    private static boolean offers(Pool pool) {
        Assignment assignment = pool.assignment();
        return assignment != null && assignment.offer() != null;
    }

    private Future<Set<Long>> offered(TenantConfig config, List<Pool> offering) {
        List<String> agents = List.copyOf(config.all(Agent.AGENT).keySet());
        List<Future<Map<Long, Long>>> parts = new ArrayList<>();
        for (int i = 0; i < agents.size(); i += AGENTS_MAX) {
            parts.add(lists.offers(config, agents.subList(i, Math.min(i + AGENTS_MAX, agents.size())), offering));
        }
        return Future.all(parts).map(done -> parts.stream()
                .flatMap(part -> part.result().keySet().stream())
                .collect(Collectors.toSet()));
    }
}
