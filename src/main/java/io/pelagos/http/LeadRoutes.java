package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** Leads that are looked for, and looked at. */
public final class LeadRoutes {
    private final LeadStore store;
    private final LeadViews views;
    private final LeadAccess access;
    private final LeadPages pages;
    private final ContactVault vault;
    private final LookLimits limits;

    LeadRoutes(
            LeadStore store,
            LeadViews views,
            LeadAccess access,
            LeadPages pages,
            ContactVault vault,
            LookLimits limits) {
        this.store = store;
        this.views = views;
        this.access = access;
        this.pages = pages;
        this.vault = vault;
        this.limits = limits;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/leads", Access.FINDERS, this::list);
        api.route(HttpMethod.GET, "/leads/{lead}", Access.FINDERS, this::read);
    }

    private Future<Answer> read(Call call) {
        return limits.lead(call).map(found -> Answer.json(200, LeadJson.bytes(view(call, found))));
    }

    private LeadJson.View view(Call call, LeadStore.Stored lead) {
        return views.view(call, lead.row(), lead.detail());
    }

    private Future<Answer> list(Call call) {
        String phone = call.query("phone");
        if (phone != null) {
            call.onlyQuery(Set.of("phone", "region", "limit", "cursor"), "is not a filter beside phone");
            return byPhone(call, phone);
        }
        return pages.of(call, Set.of())
                .after(call.cursor(Long.MAX_VALUE), call.limit())
                .map(page -> answer(call, page));
    }

    private Future<Answer> byPhone(Call call, String text) {
        String region = call.query("region");
        if (region != null && !Phones.knowsRegion(region)) {
            throw Problem.invalid("", "region must be a country code such as CN")
                    .refusal();
        }
        String e164 = Phones.e164(text.startsWith(" ") ? "+" + text.strip() : text, region)
                .orElseThrow(() -> Problem.invalid("", "phone must be a number such as +8613812345678")
                        .refusal());
        int tenant = call.tenant().no();
        return vault.ready(tenant)
                .compose(keys -> store.allIdentified(tenant, Identities.phone(keys, e164)))
                .compose(ids -> store.find(tenant, ids))
                .map(found -> {
                    List<LeadJson.View> views = found.stream()
                            .filter(lead -> access.sees(call.tenant(), call.principal(), lead.row()))
                            .map(lead -> view(call, lead))
                            .toList();
                    return Answer.json(200, LeadJson.page(views, null));
                });
    }

    private Answer answer(Call call, LeadStore.Page page) {
        List<LeadJson.View> shown =
                page.leads().stream().map(lead -> view(call, lead)).toList();
        String next = page.next() == null ? null : page.next().toString();
        return Answer.json(200, LeadJson.page(shown, next));
    }
}
