package io.pelagos.http;

import io.pelagos.assignment.ClaimRequests;
import io.pelagos.journal.Caller;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Pool;
import io.pelagos.team.Agent;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests for leads where claims need a supervisor's word. */
final class RequestRoutes {
    private static final Set<Role> ASKING = Access.PEOPLE;

    private final ClaimRequests requests;
    private final LeadAccess access;
    private final Callers callers;
    private final Verdicts verdicts;
    private final Replays replays;

    RequestRoutes(ClaimRequests requests, LeadAccess access, Callers callers, Verdicts verdicts, Replays replays) {
        this.requests = requests;
        this.access = access;
        this.callers = callers;
        this.verdicts = verdicts;
        this.replays = replays;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/leads/{lead}/requests", Access.SUPERVISORS, this::list);
        api.route(HttpMethod.DELETE, "/leads/{lead}/requests/me", ASKING, this::withdraw);
    }

    /** An agent asks for a lead of a pool, or for the next that he has not asked for. */
    Future<Answer> ask(Call call, Agent agent, Pool pool, @Nullable Long lead, long count) {
        if (count != 1) {
            throw Problem.invalid("/count", "must be 1 where a supervisor approves claims")
                    .refusal();
        }
        return lead != null
                ? ask(call, agent, pool, lead)
                : requests.next(call.tenant(), pool, agent)
                        .compose(next -> next == null ? nothing(call, agent, pool) : ask(call, agent, pool, next));
    }

    /** Who repeats a request may have asked for the last one by it. */
    private Future<Answer> nothing(Call call, Agent agent, Pool pool) {
        Problem empty = ClaimRoutes.refusal(pool.id(), null, new ClaimResult.PoolEmpty());
        return replays.orRefuse(
                call,
                empty,
                leads -> Future.succeededFuture(
                        Answer.json(202, asked(leads.get(0).row(), agent.id())).header("Idempotent-Replayed", "true")));
    }

    private Future<Answer> ask(Call call, Agent agent, Pool pool, long lead) {
        return requests.ask(wish(call, callers.caller(call), lead), agent.id(), pool.id())
                .map(verdict -> verdicts.answer(
                        call,
                        verdict,
                        moved -> Answer.json(202, asked(moved.row(), agent.id())),
                        RequestRoutes::problem));
    }

    private Wish wish(Call call, Caller caller, long lead) {
        return new Wish(caller, lead, (tenant, row) -> access.sees(tenant, call.principal(), row), found -> null);
    }

    private static JsonObject asked(LeadRow row, String agent) {
        Long at = ClaimRequests.asking(row).getLong(agent);
        JsonObject request =
                new JsonObject().put("lead", Long.toString(row.id())).put("agent", agent);
        return new JsonObject()
                .put("requests", new JsonArray().add(request.put("at", at == null ? null : Rfc3339.text(at))));
    }

    private static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "asked" -> Problem.conflict("already-requested", "You have asked for this lead already");
            case "too-many" ->
                Problem.conflict("too-many-requests-for-lead", "Too many ask for this lead")
                        .with("max", ClaimRequests.ASKING_MAX);
            case "nothing" -> Problem.conflict("nothing-to-do", "Nobody of this name asks for the lead");
            default -> Verdicts.problem(refused);
        };
    }

    private Future<Answer> list(Call call) {
        long lead = LeadIds.parse(call.path("lead"));
        return requests.find(call.tenant(), lead).map(row -> {
            if (row == null || !access.sees(call.tenant(), call.principal(), row)) {
                throw Problem.NOT_FOUND.refusal();
            }
            JsonArray items = new JsonArray();
            ClaimRequests.asking(row)
                    .forEach(one -> items.add(new JsonObject()
                            .put("agent", one.getKey())
                            .put("at", Rfc3339.text(((Number) one.getValue()).longValue()))));
            return Answer.list(items, null);
        });
    }

    private Future<Answer> withdraw(Call call) {
        Agent agent = callers.agent(call);
        Wish wish = wish(call, callers.caller(call), LeadIds.parse(call.path("lead")));
        return requests.end(wish, agent.id(), "withdrawn")
                .map(verdict -> verdicts.answer(call, verdict, moved -> Answer.none(), RequestRoutes::problem));
    }

    /** Whoever leads the agent says whether he gets the lead that he asks for. */
    Future<Answer> judge(Call call, String agentId, boolean approved) {
        Agent agent = Callers.ledBy(call, agentId);
        if (agent.id().equals(call.principal().agent())) {
            throw Verdicts.problem(new Verdict.Refused("own", List.of())).refusal();
        }
        long lead = LeadIds.parse(call.path("lead"));
        Caller caller = callers.caller(call);
        if (!approved) {
            return requests.end(wish(call, caller, lead), agent.id(), "rejected")
                    .map(verdict -> verdicts.lead(call, verdict, RequestRoutes::problem));
        }
        return requests.approve(caller, lead, agent.id())
                .map(result -> result instanceof ClaimResult.Claimed claimed
                        ? verdicts.lead(call, new Verdict.Done(claimed.leads(), "", claimed.replayed()))
                        : result instanceof ClaimResult.Hindered hindered
                                ? Obstacles.answer(hindered.obstacle())
                                : ClaimRoutes.refusal("", lead, result).answer());
    }
}
