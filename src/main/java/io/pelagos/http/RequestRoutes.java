package io.pelagos.http;

import io.pelagos.assignment.ClaimRequests;
import io.pelagos.journal.Caller;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests for leads where claims need a supervisor's word. */
final class RequestRoutes {
    private static final Set<Role> ASKING = Access.PEOPLE;

    private final ClaimRequests requests;
    private final LeadAccess access;
    private final Callers callers;
    private final Wishes wishes;
    private final Verdicts verdicts;
    private final Replays replays;

    RequestRoutes(
            ClaimRequests requests,
            LeadAccess access,
            Callers callers,
            Wishes wishes,
            Verdicts verdicts,
            Replays replays) {
        this.requests = requests;
        this.access = access;
        this.callers = callers;
        this.wishes = wishes;
        this.verdicts = verdicts;
        this.replays = replays;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/leads/{lead}/requests", Access.SUPERVISORS, this::list);
        api.route(HttpMethod.DELETE, "/leads/{lead}/requests/me", ASKING, this::withdraw);
    }

    /**
     * An agent asks for a lead of a pool, or for the next that he has not asked for.
     *
     * @param replayed answers a request that was granted before, with the leads as they were left then
     */
    Future<Answer> ask(
            Call call,
            Agent agent,
            Pool pool,
            @Nullable Long lead,
            long count,
            Function<List<Verdict.Moved>, Future<Answer>> replayed) {
        if (count != 1) {
            Problem refusal = Problem.invalid("/count", "must be 1 where a supervisor approves claims");
            return replays.orRefuse(call, refusal, replayed);
        }
        Future<@Nullable Long> wanted =
                lead != null ? Future.succeededFuture(lead) : requests.next(call.tenant(), pool, agent);
        return wanted.compose(one -> one == null
                ? replays.orRefuse(call, ClaimRoutes.refusal(pool.id(), null, new ClaimResult.PoolEmpty()), replayed)
                : requests.ask(wish(call, callers.caller(call), one), agent.id(), pool.id())
                        .compose(verdict -> verdict instanceof Verdict.Done done && done.replayed()
                                ? replayed.apply(done.leads())
                                : Future.succeededFuture(verdicts.answer(
                                        call, verdict, moved -> asked(moved, agent.id()), RequestRoutes::problem))));
    }

    /** 202 with the request. */
    static Answer asked(Verdict.Moved moved, String agent) {
        JsonObject request = new JsonObject()
                .put("lead", Long.toString(moved.row().id()))
                .put("agent", agent)
                .put("at", Rfc3339.text(moved.row().changedAtMillis()));
        return Answer.json(202, new JsonObject().put("requests", new JsonArray().add(request)));
    }

    private Wish wish(Call call, Caller caller, long lead) {
        return new Wish(caller, lead, (tenant, row) -> access.sees(tenant, call.principal(), row), found -> null);
    }

    private static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "asked" -> Problem.conflict("already-requested", "You have asked for this lead already");
            case "too-many" ->
                Problem.conflict("too-many-requests-for-lead", "Too many ask for this lead")
                        .with("max", ClaimRequests.ASKING_MAX);
            case "too-many-open" ->
                Problem.conflict("too-many-open-requests", "You ask for as many leads of this pool as you may")
                        .with("max", Integer.parseInt(refused.detail(0)));
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
        return requests.end(wishes.ofKnower(call, new JsonObject()), agent.id(), "withdrawn")
                .map(verdict -> verdicts.answer(call, verdict, moved -> Answer.none(), RequestRoutes::problem));
    }

    /** Whoever leads the agent says whether he gets the lead that he asks for, and what else there is to say. */
    Future<Answer> judge(Call call, String agentId, boolean approved, JsonObject said) {
        Agent agent = Callers.ledBy(call, agentId);
        if (agent.id().equals(call.principal().agent())) {
            throw Verdicts.problem(new Verdict.Refused("own", List.of())).refusal();
        }
        Wish wish = wishes.ofKnower(call, said);
        if (!approved) {
            return requests.end(wish, agent.id(), "rejected")
                    .map(verdict -> verdicts.lead(call, verdict, RequestRoutes::problem));
        }
        return requests.approve(wish, agent.id())
                .map(result -> result instanceof ClaimResult.Claimed claimed
                        ? verdicts.lead(call, new Verdict.Done(claimed.leads(), "", claimed.replayed()))
                        : result instanceof ClaimResult.Hindered hindered
                                ? Obstacles.answer(hindered.obstacle())
                                : ClaimRoutes.refusal("", wish.lead(), result).answer());
    }
}
