package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.platform.TokenBuckets;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.LongSupplier;

/** Whether somebody works on a number already: yes or no, and nothing else. */
public final class CollisionRoutes {
    /** Enough for whoever types numbers; too few to try them out by the thousand. */
    private static final int ASKS_PER_SECOND = 1;

    private static final int ASKS_AT_ONCE = 60;
    private static final int ASKERS_MAX = 100_000;

    private record Asker(int tenant, String id) {}

    private final LeadStore store;
    private final ContactVault vault;
    private final TokenBuckets asked;

    /** @param nanos a clock that is never set; what is counted is this node's own */
    CollisionRoutes(LeadStore store, ContactVault vault, LongSupplier nanos) {
        this.store = store;
        this.vault = vault;
        this.asked = new TokenBuckets(ASKERS_MAX, nanos);
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/leads:exists", Access.WRITERS, this::exists);
    }

    private Future<Answer> exists(Call call) {
        call.onlyQuery(Set.of("phone"), "is not a parameter of this question");
        String text = call.query("phone");
        String e164 = Phones.e164(text != null && text.startsWith(" ") ? "+" + text.strip() : text, null)
                .orElseThrow(() -> Problem.invalid("", "phone must be a number such as +8613812345678")
                        .refusal());
        int tenant = call.tenant().no();
        Asker asker = new Asker(tenant, call.principal().id());
        Rates.take(asked, asker, ASKS_PER_SECOND, ASKS_AT_ONCE);
        return store.identified(tenant, Identities.phone(vault.keys(tenant), e164))
                .map(lead -> Answer.ok(new JsonObject().put("exists", lead != null)));
    }
}
