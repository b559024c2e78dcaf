package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.signin.Trail;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Who has signed in, and who has tried: the newest first. */
public final class SignInTrailRoutes {
    private final Trail trail;

    SignInTrailRoutes(Trail trail) {
        this.trail = trail;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/sign-ins", Access.ADMIN, this::list);
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("agent", "limit", "cursor"), "is not known here");
        int limit = call.limit();
        long cursor = call.cursor(Long.MAX_VALUE);
        long before = cursor == 0 ? Long.MAX_VALUE : cursor;
        return trail.list(call.tenant().no(), before, call.query("agent"), limit + 1)
                .map(lines -> {
                    JsonArray items = new JsonArray();
                    lines.stream().limit(limit).forEach(line -> items.add(json(line)));
                    boolean more = lines.size() > limit;
                    return Answer.list(
                            items, more ? Long.toString(lines.get(limit - 1).id()) : null);
                });
    }

    private static JsonObject json(Trail.Line line) {
        Trail.Event event = line.event();
        return new JsonObject()
                .put("id", Long.toString(line.id()))
                .put("at", Rfc3339.text(line.at().toEpochMilli()))
                .put("kind", event.kind().text())
                .put("agent", event.agent())
                .put("actor", event.actor())
                .put("how", event.how())
                .put("address", event.address());
    }
}
