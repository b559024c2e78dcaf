package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leads that are looked for, and looked at. */
public final class LeadRoutes {
    private static final int HELD_MAX = 10_000;

    private final LeadStore store;
    private final LeadViews views;
    private final LeadAccess access;
    private final PoolLists lists;
    private final ContactVault vault;

    LeadRoutes(LeadStore store, LeadViews views, LeadAccess access, PoolLists lists, ContactVault vault) {
        this.store = store;
        this.views = views;
        this.access = access;
        this.lists = lists;
        this.vault = vault;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/leads", Access.ALL, this::list);
        api.route(HttpMethod.GET, "/leads/{lead}", Access.ALL, this::read);
    }

    private Future<Answer> read(Call call) {
        return store.find(call.tenant().no(), LeadIds.parse(call.path("lead"))).map(found -> {
            LeadJson.View view = found == null ? null : visible(call, found);
            if (view == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            return Answer.json(200, LeadJson.bytes(view));
        });
    }

    /** The lead as the caller may see it, or null when it is none of the caller's business. */
    private LeadJson.@Nullable View visible(Call call, LeadStore.Stored lead) {
        return access.sees(call.tenant(), call.principal(), lead.row())
                ? views.view(call.tenant(), call.principal(), lead.row(), lead.detail())
                : null;
    }

    private Future<Answer> list(Call call) {
        String phone = call.query("phone");
        if (phone != null) {
            call.onlyQuery(Set.of("phone", "limit", "cursor"), "is not a filter beside phone");
            return byPhone(call, phone);
        }
        call.onlyQuery(Set.of("owner", "state", "pool", "limit", "cursor"), "is not a filter of this list");
        String owner = call.query("owner");
        Principal principal = call.principal();
        boolean all = principal.role() == Role.INTEGRATION || Access.manages(principal);
        if (all && !"me".equals(owner)) {
            return page(call, owner);
        }
        TenantConfig tenant = call.tenant();
        Agent self = Callers.agentOrNull(tenant, principal);
        Agent agent = owner == null || owner.equals("me") ? self : tenant.get(Agent.AGENT, owner);
        if (agent == null || !(agent.equals(self) || LeadAccess.leads(tenant, principal, agent))) {
            // Who is none of the caller's agents holds nothing that the caller may know of.
            return Future.succeededFuture(Answer.json(200, LeadJson.page(List.of(), null)));
        }
        return held(call, agent);
    }

    private Future<Answer> byPhone(Call call, String text) {
        String e164 = Phones.e164(text.startsWith(" ") ? "+" + text.strip() : text, null)
                .orElseThrow(() -> Problem.invalid("", "phone must be a number such as +8613812345678")
                        .refusal());
        int tenant = call.tenant().no();
        return vault.ready(tenant)
                .compose(keys -> store.identified(tenant, Identities.phone(keys, e164)))
                .compose(id ->
                        id == null ? Future.<LeadStore.@Nullable Stored>succeededFuture() : store.find(tenant, id))
                .map(found -> {
                    LeadJson.View view = found == null ? null : visible(call, found);
                    return Answer.json(200, LeadJson.page(view == null ? List.of() : List.of(view), null));
                });
    }

    private Future<Answer> held(Call call, Agent agent) {
        long after = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        LeadState state = state(call);
        String pool = call.query("pool");
        return lists.held(call.tenant(), agent.id(), HELD_MAX).compose(held -> {
            List<Long> behind = held.leads().stream().filter(id -> id > after).toList();
            List<Long> ids = behind.subList(0, Math.min(limit, behind.size()));
            return store.find(call.tenant().no(), ids).map(leads -> {
                List<LeadJson.View> page = new ArrayList<>();
                for (LeadStore.Stored lead : leads) {
                    boolean wanted = (state == null || lead.row().state() == state)
                            && (pool == null || pool.equals(lead.row().pool()))
                            && agent.id().equals(lead.row().owner());
                    if (wanted) {
                        page.add(views.view(call.tenant(), call.principal(), lead.row(), lead.detail()));
                    }
                }
                String next = behind.size() > limit ? ids.get(limit - 1).toString() : null;
                return Answer.json(200, LeadJson.page(page, next));
            });
        });
    }

    private Future<Answer> page(Call call, @Nullable String owner) {
        long after = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        String pool = call.query("pool");
        if (pool != null && call.tenant().get(Pool.POOL, pool) == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return store.page(call.tenant().no(), after, state(call), pool, owner, limit + 1)
                .map(leads -> {
                    List<LeadStore.Stored> shown = leads.subList(0, Math.min(limit, leads.size()));
                    List<LeadJson.View> page = shown.stream()
                            .map(l -> views.view(call.tenant(), call.principal(), l.row(), l.detail()))
                            .toList();
                    String next = leads.size() > limit
                            ? Long.toString(shown.get(limit - 1).row().id())
                            : null;
                    return Answer.json(200, LeadJson.page(page, next));
                });
    }

    private static @Nullable LeadState state(Call call) {
        String text = call.query("state");
        if (text == null) {
            return null;
        }
        for (LeadState state : LeadState.values()) {
            if (state.text().equals(text)) {
                return state;
            }
        }
        throw Problem.invalid("", "state must be pooled, owned or closed").refusal();
    }
}
