package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Whether somebody works on a number already: yes or no, and nothing else. */
public final class CollisionRoutes {
    /** Enough for whoever types numbers; too few to try them out by the thousand. */
    private static final int ASKS_PER_MINUTE = 60;

    private static final long MINUTE_MILLIS = 60_000;

    private final LeadStore store;
    private final ContactVault vault;
    private final InstantSource clock;
    private final Map<String, Integer> asked = new HashMap<>();
    private long minute;

    CollisionRoutes(LeadStore store, ContactVault vault, InstantSource clock) {
        this.store = store;
        this.vault = vault;
        this.clock = clock;
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
        long waitMillis = waitMillis(call.tenant().id() + " " + call.principal().id());
        if (waitMillis > 0) {
            throw Problem.of("too-many-requests", 429, "So many questions are not allowed")
                    .header("Retry-After", Long.toString(waitMillis / 1_000 + 1))
                    .refusal();
        }
        int tenant = call.tenant().no();
        return store.identified(tenant, Identities.phone(vault.keys(tenant), e164))
                .map(lead -> Answer.ok(new JsonObject().put("exists", lead != null)));
    }

    /** 0: may ask. Of this node: what is counted is forgotten each minute. */
    private synchronized long waitMillis(String who) {
        long nowMillis = clock.millis();
        if (nowMillis / MINUTE_MILLIS != minute) {
            minute = nowMillis / MINUTE_MILLIS;
            asked.clear();
        }
        return asked.merge(who, 1, Integer::sum) > ASKS_PER_MINUTE ? MINUTE_MILLIS - nowMillis % MINUTE_MILLIS : 0;
    }
}
