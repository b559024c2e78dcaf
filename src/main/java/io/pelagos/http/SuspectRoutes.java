package io.pelagos.http;

import io.pelagos.bots.Bots;
import io.pelagos.bots.Suspect;
import io.pelagos.bots.Suspects;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Agent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Agents who claim as no person does, for their supervisors. */
public final class SuspectRoutes {
    private final Bots bots;
    private final Suspects suspects;
    private final Clock clock;

    SuspectRoutes(Bots bots, Suspects suspects, Clock clock) {
        this.bots = bots;
        this.suspects = suspects;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/suspects", Access.SUPERVISORS, this::list);
        api.route(HttpMethod.DELETE, "/suspects/{agent}", Access.SUPERVISORS, this::lift);
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("limit", "cursor"), "is not a filter of this list");
        int limit = call.limit();
        return suspects.page(call.tenant().no(), call.cursorId(), limit + 1).map(found -> {
            List<Suspect> page = found.subList(0, Math.min(limit, found.size()));
            JsonArray items = new JsonArray();
            page.stream().filter(one -> led(call, one)).forEach(one -> items.add(json(one)));
            return Answer.list(items, found.size() > limit ? page.get(limit - 1).agent() : null);
        });
    }

    private static boolean led(Call call, Suspect one) {
        Agent agent = call.tenant().get(Agent.AGENT, one.agent());
        return agent == null
                ? Access.manages(call.principal())
                : LeadAccess.leads(call.tenant(), call.principal(), agent);
    }

    private Future<Answer> lift(Call call) {
        Agent agent = Callers.ledBy(call, call.path("agent"));
        return bots.lift(call.tenant(), agent.id(), call.principal().id()).map(lifted -> {
            if (!lifted) {
                throw Problem.NOT_FOUND.refusal();
            }
            return Answer.none();
        });
    }

    private JsonObject json(Suspect one) {
        boolean lasts = one.untilMillis() > clock.millis();
        return new JsonObject()
                .put("agent", one.agent())
                .put("open", lasts)
                .put("since", Rfc3339.text(one.sinceMillis()))
                .put("until", Rfc3339.text(one.untilMillis()))
                .put("why", one.why())
                .put("evidence", one.evidence())
                .put("then", one.then())
                .put("lifted_by", one.liftedBy());
    }
}
