package io.pelagos.http;

import io.pelagos.journal.Jobs;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Handover;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.Change;
import io.pelagos.team.Team;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An agent leaves, is suspended or changes team, and all leads go with one request; the jobs that do such things. */
public final class HandoverRoutes {
    private final ConfigWrites writes;
    private final Jobs jobs;
    private final PoolLists lists;
    private final LongSupplier ids;

    HandoverRoutes(ConfigWrites writes, Jobs jobs, PoolLists lists, LongSupplier ids) {
        this.writes = writes;
        this.jobs = jobs;
        this.lists = lists;
        this.ids = ids;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/agents/{agent}/handover", Access.MANAGERS, this::handOver);
        api.route(HttpMethod.GET, "/jobs", Access.OVERSEERS, this::list);
        api.route(HttpMethod.GET, "/jobs/{job}", Access.OVERSEERS, this::read);
    }

    /** What is null stays as it is. */
    private record Wanted(
            @Nullable String status,
            @Nullable String team,
            @Nullable String toAgent,
            @Nullable String toPool,
            String why) {}

    private Future<Answer> handOver(Call call) {
        String id = call.path("agent");
        Wanted wanted = call.body(d -> {
            String to = d.optionalId("agent");
            String pool = d.optionalId("pool");
            if (to != null && pool != null) {
                d.fault("pool", "is not for leads that go to an agent");
            }
            String status = d.has("status") ? d.choice("status", List.of("active", "suspended", "left"), null) : null;
            return new Wanted(status, d.optionalId("team"), to, pool, status == null ? "handover" : status);
        });
        long job = ids.getAsLong();
        return writes.change(call, tenant -> {
            JsonObject stored = checked(call, tenant, id, wanted);
            return lists.held(tenant, id, 1)
                    .map(held -> new ConfigWrites.Edit(
                            List.of(new Change(Agent.AGENT.name(), id, stored)),
                            version -> Answer.json(202, started(job, Handover.KIND, held.total())),
                            transaction -> Jobs.create(
                                    transaction,
                                    job,
                                    tenant.no(),
                                    Handover.KIND,
                                    Handover.document(id, wanted.toAgent, wanted.toPool, wanted.why),
                                    call.principal().id(),
                                    held.total())));
        });
    }

    /** The agent's document as it will be; refuses what cannot be. */
    private static JsonObject checked(Call call, TenantConfig tenant, String id, Wanted wanted) {
        JsonObject stored = tenant.doc(Agent.AGENT.name(), id);
        Agent agent = tenant.get(Agent.AGENT, id);
        if (stored == null || agent == null) {
            throw Problem.NOT_FOUND.refusal();
        } else if (!Access.mayGrant(call.principal(), agent.role())) {
            throw Problem.FORBIDDEN.refusal();
        }
        Agent to = wanted.toAgent == null ? null : tenant.get(Agent.AGENT, wanted.toAgent);
        if (wanted.toAgent != null && (to == null || !to.takesLeads() || wanted.toAgent.equals(id))) {
            throw Problem.invalid("/agent", "must be another agent who is at work")
                    .refusal();
        } else if (wanted.toPool != null && tenant.get(Pool.POOL, wanted.toPool) == null) {
            throw Problem.invalid("/pool", "there is no such pool").refusal();
        } else if (wanted.team != null && tenant.get(Team.TEAM, wanted.team) == null) {
            throw Problem.invalid("/team", "there is no such team").refusal();
        }
        if (wanted.status != null) {
            stored.put("status", wanted.status);
        }
        return wanted.team == null ? stored : stored.put("team", wanted.team);
    }

    /** A job that has just been made. */
    static JsonObject started(long job, String kind, int total) {
        return new JsonObject()
                .put("id", Long.toString(job))
                .put("kind", kind)
                .put("status", "running")
                .put("total", total)
                .put("done", 0)
                .put("failed", 0);
    }

    private Future<Answer> list(Call call) {
        int limit = call.limit();
        long before = call.cursor(Long.MAX_VALUE);
        return jobs.list(call.tenant().no(), before == 0 ? Long.MAX_VALUE : before, limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(job -> items.add(json(job)));
                    String next = found.size() > limit
                            ? Long.toString(found.get(limit - 1).id())
                            : null;
                    return Answer.list(items, next);
                });
    }

    private Future<Answer> read(Call call) {
        return jobs.find(call.tenant().no(), LeadIds.parse(call.path("job"))).map(job -> {
            if (job == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            return Answer.ok(json(job));
        });
    }

    private static JsonObject json(Jobs.Job job) {
        return new JsonObject()
                .put("id", Long.toString(job.id()))
                .put("kind", job.kind())
                .put("status", job.status())
                .put("total", job.total())
                .put("done", job.done())
                .put("failed", job.failed())
                .put("actor", job.actor())
                .put("created_at", Rfc3339.text(job.createdAtMillis()));
    }
}
