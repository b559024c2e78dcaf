package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.signin.Sessions;
import io.pelagos.signin.Trail;
import io.pelagos.team.Agent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Sessions that are open: one's own, and for managers those of others. */
public final class SessionListRoutes {
    private final Sessions sessions;
    private final Callers callers;
    private final ClientAddress address;

    SessionListRoutes(Sessions sessions, Callers callers, ClientAddress address) {
        this.sessions = sessions;
        this.callers = callers;
        this.address = address;
    }

    public void register(Api api) {
        String mine = "/me/sessions";
        api.route(HttpMethod.GET, mine, Access.PERSONS, call -> list(call, callers.agent(call)));
        api.route(HttpMethod.DELETE, mine + "/{session}", Access.PERSONS, call -> end(call, callers.agent(call)));
        String others = "/agents/{agent}/sessions";
        api.route(HttpMethod.GET, others, Access.MANAGERS, call -> list(call, touched(call)));
        api.route(HttpMethod.DELETE, others, Access.MANAGERS, call -> endAll(call, touched(call)));
        api.route(HttpMethod.DELETE, others + "/{session}", Access.MANAGERS, call -> end(call, touched(call)));
    }

    private static Agent touched(Call call) {
        String id = call.path("agent");
        Agent agent = call.tenant().get(Agent.AGENT, id);
        if (agent == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        AgentRoutes.mayTouch(call, call.tenant(), id);
        return agent;
    }

    private Future<Answer> list(Call call, Agent agent) {
        int limit = call.limit();
        long after = call.cursor(Long.MAX_VALUE);
        return sessions.list(call.tenant(), agent.id(), after, limit + 1, call.token())
                .map(infos -> {
                    JsonArray items = new JsonArray();
                    infos.stream().limit(limit).forEach(info -> items.add(json(info)));
                    boolean more = infos.size() > limit;
                    return Answer.list(
                            items, more ? Long.toString(infos.get(limit - 1).id()) : null);
                });
    }

    private Future<Answer> end(Call call, Agent agent) {
        long id = LeadIds.parse(call.path("session"));
        return sessions.end(call.tenant(), agent.id(), id, event(call, agent)).map(ended -> {
            if (!ended) {
                throw Problem.NOT_FOUND.refusal();
            }
            return Answer.none();
        });
    }

    private Future<Answer> endAll(Call call, Agent agent) {
        return sessions.endAll(call.tenant(), agent.id(), event(call, agent))
                .map(count -> Answer.ok(new JsonObject().put("ended", count)));
    }

    private Trail.Event event(Call call, Agent agent) {
        String actor = call.principal().id();
        String from = address.of(call.request()).address();
        return new Trail.Event(
                Trail.Kind.SESSION_ENDED, agent.id(), actor.equals(agent.id()) ? null : actor, null, from);
    }

    static JsonObject json(Sessions.Info session) {
        return new JsonObject()
                .put("id", Long.toString(session.id()))
                .put("how", session.how())
                .put("address", session.address())
                .put("client", session.client())
                .put("created_at", text(session.createdAt()))
                .put("seen_at", text(session.seenAt()))
                .put("expires_at", text(session.expiresAt()))
                .put("current", session.current());
    }

    private static String text(Instant time) {
        return Rfc3339.text(time.toEpochMilli());
    }
}
