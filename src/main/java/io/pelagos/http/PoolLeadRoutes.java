package io.pelagos.http;

import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The leads of a pool, masked, in the order in which they would be claimed. */
public final class PoolLeadRoutes {
    /** A filter that few leads pass looks at no more than this; the cursor goes on behind it. */
    private static final int LOOK_MAX = 2_000;

    /** A cursor counts how many were shown. */
    private static final int SKIP_MAX = 100_000_000;

    private final PoolLists lists;
    private final LeadStore store;
    private final LeadViews views;

    PoolLeadRoutes(PoolLists lists, LeadStore store, LeadViews views) {
        this.lists = lists;
        this.store = store;
        this.views = views;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/pools/{pool}/leads", Access.ALL, this::list);
    }

    private Future<Answer> list(Call call) {
        TenantConfig tenant = call.tenant();
        Pool pool = tenant.get(Pool.POOL, call.path("pool"));
        if (pool == null || !Access.seesPool(tenant, call.principal(), pool)) {
            throw Problem.NOT_FOUND.refusal();
        }
        Agent agent = Access.manages(call.principal()) ? null : Callers.agentOrNull(tenant, call.principal());
        Filter filter = new Filter(call.query("grade"), call.query("tag"), call.query("channel"), call.query("q"));
        int skip = (int) call.cursor(SKIP_MAX);
        return collect(call, pool, agent, filter, skip, skip, new ArrayList<>(), call.limit());
    }

    private Future<Answer> collect(
            Call call,
            Pool pool,
            @Nullable Agent agent,
            Filter filter,
            int first,
            int skip,
            List<LeadJson.View> found,
            int limit) {
        int page = filter.any() ? 200 : limit + 1;
        return lists.pool(call.tenant(), pool, agent, skip, page)
                .compose(ids -> store.find(call.tenant().no(), ids).compose(leads -> {
                    int at = skip;
                    for (Long id : ids) {
                        if (found.size() == limit) {
                            return page(found, Integer.toString(at));
                        }
                        at++;
                        leads.stream()
                                .filter(l ->
                                        l.row().id() == id && l.row().state() == LeadState.POOLED && filter.passes(l))
                                .forEach(l ->
                                        found.add(views.view(call.tenant(), call.principal(), l.row(), l.detail())));
                    }
                    if (ids.size() < page) {
                        return page(found, null);
                    }
                    if (found.size() == limit || at - first >= LOOK_MAX) {
                        return page(found, Integer.toString(at));
                    }
                    return collect(call, pool, agent, filter, first, at, found, limit);
                }));
    }

    private static Future<Answer> page(List<LeadJson.View> found, @Nullable String next) {
        return Future.succeededFuture(Answer.json(200, LeadJson.page(found, next)));
    }

    /**
     * What is asked for; null asks for nothing.
     *
     * @param q a part of a tag or of a source's values; contact data are not searched, as they are masked
     */
    private record Filter(
            @Nullable String grade,
            @Nullable String tag,
            @Nullable String channel,
            @Nullable String q) {
        boolean any() {
            return grade != null || tag != null || channel != null || q != null;
        }

        boolean passes(LeadStore.Stored lead) {
            JsonArray tags = lead.row().facts().getJsonArray("tags", new JsonArray());
            return (grade == null || grade.equals(lead.row().facts().getValue("grade")))
                    && (tag == null || tags.contains(tag))
                    && (channel == null || channel.equals(lead.detail().channel()))
                    && (q == null || mentions(lead, tags, q.toLowerCase(Locale.ROOT)));
        }

        private static boolean mentions(LeadStore.Stored lead, JsonArray tags, String text) {
            String source = lead.detail().source().encode().toLowerCase(Locale.ROOT);
            return source.contains(text)
                    || tags.encode().toLowerCase(Locale.ROOT).contains(text);
        }
    }
}
