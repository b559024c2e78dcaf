package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Workloads;
import io.pelagos.pool.Workloads.Workload;
import io.pelagos.presence.Presence;
import io.pelagos.presence.Presences;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The floor at a glance: who is here, what each holds, and what of it nobody has touched. */
final class FloorRoutes {
    private final Workloads workloads;
    private final Presences presences;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    FloorRoutes(Workloads workloads, Presences presences, LongSupplier nowMillis) {
        this.workloads = workloads;
        this.presences = presences;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/floor", Access.REVIEWERS, this::floor);
    }

    private Future<Answer> floor(Call call) {
        TenantConfig tenant = call.tenant();
        String after = call.cursorId();
        int limit = call.limit();
        List<Agent> rest = tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.active() && Access.PEOPLE.contains(agent.role()))
                .filter(agent -> agent.id().compareTo(after) > 0)
                .filter(agent -> LeadAccess.leads(tenant, call.principal(), agent))
                .limit(limit + 1L)
                .toList();
        List<Agent> page = rest.subList(0, Math.min(limit, rest.size()));
        Future<Map<String, Presence>> here = presences.all(tenant.no());
        Future<Map<String, Workload>> held =
                workloads.of(tenant, page.stream().map(Agent::id).toList(), nowMillis.getAsLong());
        return Future.all(here, held).map(all -> {
            JsonArray items = new JsonArray();
            page.forEach(agent -> items.add(
                    json(agent, here.result().get(agent.id()), held.result().getOrDefault(agent.id(), Workload.NONE))));
            return Answer.list(items, rest.size() > limit ? page.get(limit - 1).id() : null);
        });
    }

    private static JsonObject json(Agent agent, @Nullable Presence presence, Workload workload) {
        Instant since = workload.untouchedSince();
        return PresenceRoutes.json(agent, presence)
                .put("name", agent.name())
                .put("team", agent.team())
                .put("role", agent.role().text())
                .put("held", workload.held())
                .put("untouched", workload.untouched())
                .put("untouched_since", since == null ? null : Rfc3339.text(since.toEpochMilli()))
                .put("overdue", workload.overdue());
    }
}
