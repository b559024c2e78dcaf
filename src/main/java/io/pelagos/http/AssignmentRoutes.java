package io.pelagos.http;

import io.pelagos.assignment.Offers;
import io.pelagos.assignment.Overview;
import io.pelagos.assignment.PointList;
import io.pelagos.assignment.RankOrder;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.RankTurns;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How a pool's leads are given away, and what an agent is being offered. */
final class AssignmentRoutes {
    private static final int SHOWN_MAX = 1_000;
    /** What an agent is not told of others. */
    private static final List<String> COLLEAGUES = List.of("held", "room", "absence", "merits");

    private final Overview overview;
    private final RankOrder ranks;
    private final PointList points;
    private final LongSupplier nowMillis;
    private final Offers offers;
    private final PoolLists lists;
    private final LeadStore store;
    private final LeadViews views;
    private final Callers callers;
    private final Wishes wishes;
    private final Verdicts verdicts;

    /** Takes the time of the cells. */
    AssignmentRoutes(
            Overview overview,
            RankOrder ranks,
            PointList points,
            LongSupplier nowMillis,
            Offers offers,
            PoolLists lists,
            LeadStore store,
            LeadViews views,
            Callers callers,
            Wishes wishes,
            Verdicts verdicts) {
        this.overview = overview;
        this.ranks = ranks;
        this.points = points;
        this.nowMillis = nowMillis;
        this.offers = offers;
        this.lists = lists;
        this.store = store;
        this.views = views;
        this.callers = callers;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/pools/{pool}/turns", Access.PEOPLE, this::turns);
        api.route(HttpMethod.GET, "/points", Access.PEOPLE, this::points);
        api.route(HttpMethod.GET, "/pools/{pool}/assignment", Access.PEOPLE, this::assignment);
        api.route(HttpMethod.GET, "/me/offers", Access.PEOPLE, this::offers);
        api.route(HttpMethod.POST, "/leads/{lead}/decline", Access.PEOPLE, this::decline);
    }

    private static Pool pool(Call call) {
        Pool pool = call.tenant().get(Pool.POOL, call.path("pool"));
        if (pool == null || !Access.seesPool(call.tenant(), call.principal(), pool)) {
            throw Problem.NOT_FOUND.refusal();
        }
        return pool;
    }

    /** Who chooses when, the first of today's order in front; nothing where anybody claims at any time. */
    private Future<Answer> turns(Call call) {
        TenantConfig tenant = call.tenant();
        Pool pool = pool(call);
        long now = nowMillis.getAsLong();
        RankTurns turns = pool.turns();
        if (turns == null) {
            return Future.succeededFuture(Answer.list(new JsonArray(), null));
        }
        return ranks.order(tenant, pool, now).map(order -> {
            JsonArray items = new JsonArray();
            order.stream()
                    .limit(turns.top())
                    .forEach(agent -> items.add(new JsonObject()
                            .put("agent", agent)
                            .put(
                                    "at",
                                    Rfc3339.text(ranks.slots(tenant, pool, agent, now)
                                            .nextMillis(now)))));
            return Answer.list(items, null);
        });
    }

    /** The best in front. */
    private Future<Answer> points(Call call) {
        return points.now(call.tenant(), nowMillis.getAsLong()).map(all -> {
            JsonArray items = new JsonArray();
            all.entrySet().stream()
                    .sorted(Comparator.comparingLong((Map.Entry<String, Long> one) -> -one.getValue())
                            .thenComparing(Map.Entry::getKey))
                    .limit(SHOWN_MAX)
                    .forEach(one -> items.add(
                            new JsonObject().put("agent", one.getKey()).put("points", one.getValue())));
            return Answer.list(items, null);
        });
    }

    private Future<Answer> assignment(Call call) {
        TenantConfig tenant = call.tenant();
        Pool pool = pool(call);
        Assignment assignment = pool.assignment();
        if (assignment == null) {
            return Future.succeededFuture(Answer.ok(
                    new JsonObject().putNull("strategy").put("waiting", 0).put("agents", new JsonArray())));
        }
        return overview.of(tenant, pool, assignment).map(found -> Answer.ok(shown(call, found)));
    }

    /** Weights are published; how much a colleague holds, and does, is for himself and for who leads him. */
    private static JsonObject shown(Call call, JsonObject found) {
        for (Object item : found.getJsonArray("agents")) {
            JsonObject one = (JsonObject) item;
            String id = one.getString("agent");
            if (!id.equals(call.principal().agent()) && !LeadAccess.leads(call.tenant(), call.principal(), id)) {
                COLLEAGUES.forEach(one::remove);
            }
        }
        return found;
    }

    /** The leads that ring, masked as in their pool, the first to end in front. */
    private Future<Answer> offers(Call call) {
        Agent agent = callers.agent(call);
        TenantConfig tenant = call.tenant();
        List<Pool> ringing = tenant.all(Pool.POOL).values().stream()
                .filter(pool -> pool.visible() && pool.member(agent))
                .filter(pool -> {
                    Assignment assignment = pool.assignment();
                    return assignment != null && assignment.offer() != null;
                })
                .toList();
        return lists.offers(tenant, List.of(agent.id()), ringing)
                .compose(until -> store.find(tenant.no(), List.copyOf(until.keySet())))
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream()
                            .filter(one -> Offers.rings(one.row(), agent.id(), 0))
                            .sorted(Comparator.comparingLong(one -> Offers.untilMillis(one.row())))
                            .forEach(one -> items.add(item(call, one)));
                    return Answer.list(items, null);
                });
    }

    private JsonObject item(Call call, LeadStore.Stored one) {
        LeadJson.View view = views.view(call, one.row(), one.detail(), false);
        return new JsonObject()
                .put("until", Rfc3339.text(Offers.untilMillis(one.row())))
                .put("lead", LeadJson.bytes(view).toJsonObject());
    }

    private Future<Answer> decline(Call call) {
        Agent agent = callers.agent(call);
        call.body(nothing -> true);
        return offers.decline(wishes.ofAnybody(call, new JsonObject()), agent.id())
                .map(verdict -> verdicts.answer(call, verdict, moved -> Answer.none(), Verdicts::problem));
    }
}
