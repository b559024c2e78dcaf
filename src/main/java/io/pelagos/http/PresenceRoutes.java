package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.presence.Presence;
import io.pelagos.presence.Presences;
import io.pelagos.team.Agent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Who is there, as agents say and as their work shows. */
public final class PresenceRoutes {
    private final Presences presences;
    private final Callers callers;

    PresenceRoutes(Presences presences, Callers callers) {
        this.presences = presences;
        this.callers = callers;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/me/presence", Access.PEOPLE, this::mine);
        api.route(HttpMethod.PUT, "/me/presence", Access.PEOPLE, this::put);
        api.route(HttpMethod.GET, "/agents/{agent}/presence", Access.REVIEWERS, this::read);
    }

    private Future<Answer> put(Call call) {
        // Who is there is offered leads, and could do nothing with them.
        Access.afterPassword(call.principal());
        Agent agent = callers.agent(call);
        String status = call.body(d -> d.choice("status", Presence.STATUSES, null));
        return presences.put(call.tenant().no(), agent.id(), status).map(presence -> Answer.ok(json(agent, presence)));
    }

    private Future<Answer> mine(Call call) {
        return answer(call, callers.agent(call));
    }

    private Future<Answer> read(Call call) {
        return answer(call, Callers.ledBy(call, call.path("agent")));
    }

    private Future<Answer> answer(Call call, Agent agent) {
        return presences.find(call.tenant().no(), agent.id()).map(presence -> Answer.ok(json(agent, presence)));
    }

    static JsonObject json(Agent agent, @Nullable Presence presence) {
        return new JsonObject()
                .put("agent", agent.id())
                .put("status", presence == null ? "off" : presence.status())
                .put("since", presence == null ? null : Rfc3339.text(presence.sinceMillis()))
                .put("seen_at", presence == null ? null : Rfc3339.text(presence.seenMillis()));
    }
}
