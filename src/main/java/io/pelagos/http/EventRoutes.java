package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.EventJson;
import io.pelagos.lead.LeadKey;
import io.pelagos.lead.LeadStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The journal of a lead, oldest first. */
public final class EventRoutes {
    private final LeadStore store;
    private final LookLimits limits;
    private final ContactVault vault;

    EventRoutes(LeadStore store, LookLimits limits, ContactVault vault) {
        this.store = store;
        this.limits = limits;
        this.vault = vault;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/leads/{lead}/events", Access.READERS, this::list);
    }

    private Future<Answer> list(Call call) {
        int tenant = call.tenant().no();
        int limit = call.limit();
        int after = (int) call.cursor(Integer.MAX_VALUE);
        return limits.lead(call).compose(found -> {
            @Nullable LeadKey key = vault.wordsKey(found.row(), found.detail());
            Ear ear = new Ear(key, call.principal().id(), LeadAccess.hears(call.principal(), found.row()));
            return store.events(tenant, found.row().id(), after, limit + 1).map(lines -> page(lines, ear, limit));
        });
    }

    /**
     * Who listens.
     *
     * @param key null when nobody can hear anything any more
     * @param all hears every free word; else only the own ones
     */
    private record Ear(@Nullable LeadKey key, String principal, boolean all) {}

    private static Answer page(List<LeadStore.Line> lines, Ear ear, int limit) {
        JsonArray items = new JsonArray();
        String next = null;
        for (LeadStore.Line line : lines) {
            if (items.size() == limit) {
                next = items.getJsonObject(limit - 1).getValue("version").toString();
                break;
            }
            items.add(event(line, ear));
        }
        return Answer.list(items, next);
    }

    private static JsonObject event(LeadStore.Line line, Ear ear) {
        JsonObject body = line.body().toJsonObject();
        boolean hears = ear.all || ear.principal.equals(body.getValue("actor"));
        return EventJson.of(body, line.hash(), hears ? ear.key : null);
    }
}
