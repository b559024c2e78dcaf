package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadFilter;
import io.pelagos.lead.LeadJson;
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
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leads that are looked for, and looked at. */
public final class LeadRoutes {
    private static final Set<String> OWN_FILTERS = Set.of("owner", "state", "pool", "awaiting");

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
        LeadFilter filter = LeadFilters.read(call, OWN_FILTERS);
        String owner = call.query("owner");
        Principal principal = call.principal();
        TenantConfig tenant = call.tenant();
        boolean all = principal.role() == Role.INTEGRATION || Access.manages(principal);
        if (all && !"me".equals(owner)) {
            if (filter.pool() != null && tenant.get(Pool.POOL, filter.pool()) == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            return page(call, filter.heldBy(owner == null ? null : List.of(owner)));
        }
        Agent self = Callers.agentOrNull(tenant, principal);
        if (owner == null && self != null && principal.role() == Role.SUPERVISOR) {
            return held(call, led(tenant, principal, self), filter);
        }
        Agent agent = owner == null || owner.equals("me") ? self : tenant.get(Agent.AGENT, owner);
        if (agent == null || !(agent.equals(self) || LeadAccess.leads(tenant, principal, agent))) {
            // Who is none of the caller's agents holds nothing that the caller may know of.
            return Future.succeededFuture(Answer.json(200, LeadJson.page(List.of(), null)));
        }
        return held(call, List.of(agent.id()), filter);
    }

    /** A supervisor, and whose leads are the supervisor's to see. */
    private static List<String> led(TenantConfig tenant, Principal principal, Agent self) {
        return tenant.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.equals(self) || LeadAccess.leads(tenant, principal, agent))
                .map(Agent::id)
                .toList();
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

    /** What agents hold is known without a way through all leads. */
    private Future<Answer> held(Call call, List<String> agents, LeadFilter filter) {
        long after = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        return lists.heldBehind(call.tenant(), agents, after)
                .compose(held -> store.page(call.tenant().no(), held, filter.heldBy(agents), limit))
                .map(page -> answer(call, page));
    }

    private Future<Answer> page(Call call, LeadFilter filter) {
        return store.page(call.tenant().no(), call.cursor(Long.MAX_VALUE), filter, call.limit())
                .map(page -> answer(call, page));
    }

    private Answer answer(Call call, LeadStore.Page page) {
        List<LeadJson.View> shown = page.leads().stream()
                .map(lead -> views.view(call.tenant(), call.principal(), lead.row(), lead.detail()))
                .toList();
        String next = page.next() == null ? null : page.next().toString();
        return Answer.json(200, LeadJson.page(shown, next));
    }
}
