package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.pool.Usage;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The caller's own desk: pools, limits, what is held and what is due. */
public final class MeRoutes {
    private static final int DUE_MAX = 50;
    private static final int HELD_LOOK_MAX = 500;

    private final Claims claims;
    private final PoolLists lists;
    private final LeadStore store;
    private final PoolPlacement placement;

    MeRoutes(Claims claims, PoolLists lists, LeadStore store, PoolPlacement placement) {
        this.claims = claims;
        this.lists = lists;
        this.store = store;
        this.placement = placement;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/me", Access.ALL, this::me);
    }

    private Future<Answer> me(Call call) {
        TenantConfig tenant = call.tenant();
        Principal principal = call.principal();
        List<Pool> pools = tenant.all(Pool.POOL).values().stream()
                .filter(pool -> Access.seesPool(tenant, principal, pool))
                .toList();
        JsonArray named = new JsonArray();
        pools.forEach(pool -> named.add(new JsonObject()
                .put("id", pool.id())
                .put("name", pool.name())
                .put("claim", new JsonObject().put("max_batch", pool.maxBatch()))));
        Agent agent = Callers.agentOrNull(tenant, principal);
        if (agent == null) {
            return Future.succeededFuture(Answer.ok(new JsonObject()
                    .put(
                            "agent",
                            new JsonObject()
                                    .put("id", principal.id())
                                    .put("role", principal.role().text()))
                    .put("pools", named)
                    .put("channels", channels(tenant))
                    .put("quotas", new JsonArray())
                    .put("owned", 0)
                    .put("due", new JsonArray())));
        }
        List<Pool> mine = pools.stream()
                .filter(pool -> pool.visible() && pool.member(agent))
                .toList();
        return quotas(tenant, agent, mine).compose(quotas -> lists.held(tenant, agent.id(), HELD_LOOK_MAX)
                .compose(held -> due(tenant, held.leads())
                        .map(due -> Answer.ok(new JsonObject()
                                .put("agent", agent(agent))
                                .put("pools", named)
                                .put("channels", channels(tenant))
                                .put("quotas", quotas)
                                .put("owned", held.total())
                                .put("due", due)))));
    }

    /** What channels are called, for who sees their ids at leads. */
    private static JsonObject channels(TenantConfig tenant) {
        JsonObject names = new JsonObject();
        tenant.all(Channel.CHANNEL).values().forEach(channel -> names.put(channel.id(), channel.name()));
        return names;
    }

    private Future<JsonArray> quotas(TenantConfig tenant, Agent agent, List<Pool> pools) {
        return Future.all(pools.stream()
                        .map(pool -> claims.allowances().used(tenant, agent, pool))
                        .toList())
                .map(all -> {
                    Set<Usage> usages = new LinkedHashSet<>();
                    for (Object list : all.list()) {
                        ((List<?>) list).forEach(usage -> usages.add((Usage) usage));
                    }
                    JsonArray quotas = new JsonArray();
                    usages.forEach(usage -> quotas.add(Usages.json(usage)));
                    return quotas;
                });
    }

    private record Due(long lead, LeadJson.Deadline deadline) {}

    private Future<JsonArray> due(TenantConfig tenant, List<Long> ids) {
        return store.find(tenant.no(), ids).map(leads -> {
            List<Due> due = new ArrayList<>();
            leads.forEach(lead -> {
                LeadJson.Deadline deadline = placement.deadline(lead.row());
                if (deadline != null) {
                    due.add(new Due(lead.row().id(), deadline));
                }
            });
            due.sort(Comparator.comparingLong(d -> d.deadline.atMillis()));
            JsonArray items = new JsonArray();
            due.stream()
                    .limit(DUE_MAX)
                    .forEach(d -> items.add(new JsonObject()
                            .put("lead", Long.toString(d.lead))
                            .put(
                                    "deadline",
                                    new JsonObject()
                                            .put("at", Rfc3339.text(d.deadline.atMillis()))
                                            .put("rule", d.deadline.rule())
                                            .put("warned", d.deadline.warned()))));
            return items;
        });
    }

    /** What people may see of an agent, and of themselves. */
    static JsonObject agent(Agent agent) {
        return new JsonObject()
                .put("id", agent.id())
                .put("login", agent.login())
                .put("name", agent.name())
                .put("role", agent.role().text())
                .put("team", agent.team())
                .put("skills", new JsonArray(agent.skills()))
                .put("regions", new JsonArray(agent.regions()))
                .put("seniority", agent.seniority())
                .put("status", agent.status());
    }
}
