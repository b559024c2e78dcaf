package io.pelagos.http;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadFilter;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The leads of a pool, masked, in the order in which they would be claimed. */
public final class PoolLeadRoutes {
    /** A filter that few leads pass looks at no more than this; the cursor goes on behind it. */
    private static final int LOOK_MAX = 2_000;

    private static final int LOOK_AT_ONCE = 200;

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
        api.route(HttpMethod.GET, "/pools/{pool}/leads", Access.READERS, this::list);
    }

    private Future<Answer> list(Call call) {
        TenantConfig tenant = call.tenant();
        Pool pool = tenant.get(Pool.POOL, call.path("pool"));
        if (pool == null || !Access.seesPool(tenant, call.principal(), pool)) {
            throw Problem.NOT_FOUND.refusal();
        }
        boolean all = Access.oversees(call.principal()) || Access.administers(call.principal(), pool);
        Agent agent = all ? null : Callers.agentOrNull(tenant, call.principal());
        LeadFilter filter = LeadFilters.read(call, Set.of("q"));
        String q = call.query("q");
        boolean any = q != null || !filter.equals(LeadFilter.NONE);
        int skip = (int) call.cursor(SKIP_MAX);
        int limit = call.limit();
        Search search = new Search(
                pool,
                agent,
                filter.in(LeadState.POOLED),
                q == null ? null : q.toLowerCase(Locale.ROOT),
                skip,
                limit,
                any ? LOOK_AT_ONCE : limit + 1);
        return collect(call, search, skip, new ArrayList<>());
    }

    /**
     * What is asked for.
     *
     * @param agent whose lanes are shown; null for all
     * @param q a part of a tag or of a source's values; contact data are not searched, as they are masked. Null for any
     * @param first where it begins
     * @param limit how many leads are shown
     * @param page how many are looked at at once
     */
    private record Search(
            Pool pool,
            @Nullable Agent agent,
            LeadFilter filter,
            @Nullable String q,
            int first,
            int limit,
            int page) {}

    private Future<Answer> collect(Call call, Search search, int skip, List<LeadJson.View> found) {
        int tenant = call.tenant().no();
        return lists.pool(call.tenant(), search.pool, search.agent, skip, search.page)
                .compose(ids -> store.find(tenant, ids, search.filter).compose(leads -> {
                    Map<Long, LeadStore.Stored> passed = new HashMap<>();
                    leads.stream()
                            .filter(lead -> search.q == null || mentions(lead, search.q))
                            .forEach(lead -> passed.put(lead.row().id(), lead));
                    int at = skip;
                    for (Long id : ids) {
                        if (found.size() == search.limit) {
                            return page(found, Integer.toString(at));
                        }
                        at++;
                        LeadStore.Stored lead = passed.get(id);
                        if (lead != null) {
                            found.add(views.view(call, lead.row(), lead.detail()));
                        }
                    }
                    if (ids.size() < search.page) {
                        return page(found, null);
                    }
                    if (found.size() == search.limit || at - search.first >= LOOK_MAX) {
                        return page(found, Integer.toString(at));
                    }
                    return collect(call, search, at, found);
                }));
    }

    private static Future<Answer> page(List<LeadJson.View> found, @Nullable String next) {
        return Future.succeededFuture(Answer.json(200, LeadJson.page(found, next)));
    }

    private static boolean mentions(LeadStore.Stored lead, String text) {
        JsonArray tags = lead.row().facts().getJsonArray(Facts.TAGS, new JsonArray());
        return Stream.of(lead.detail().source().encode(), tags.encode())
                .anyMatch(words -> words.toLowerCase(Locale.ROOT).contains(text));
    }
}
