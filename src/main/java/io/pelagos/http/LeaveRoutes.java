package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.presence.Leave;
import io.pelagos.presence.Leaves;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Durations;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Agents' leaves, entered by who leads them. */
public final class LeaveRoutes {
    /** A leave that began longer ago is a mistake. */
    private static final long BEGUN_MILLIS_MAX = Duration.ofDays(1).toMillis();

    private static final long AHEAD_MILLIS_MAX = Duration.ofDays(731).toMillis();

    private static final Set<Role> READERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.AUDITOR);

    private final ConfigWrites writes;
    private final Leaves leaves;
    private final LongSupplier ids;
    private final LongSupplier nowMillis;

    /** Takes what makes ids, and the time of the cells. */
    LeaveRoutes(ConfigWrites writes, Leaves leaves, LongSupplier ids, LongSupplier nowMillis) {
        this.writes = writes;
        this.leaves = leaves;
        this.ids = ids;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/agents/{agent}/leaves", Access.SUPERVISORS, this::enter);
        api.route(HttpMethod.GET, "/agents/{agent}/leaves", READERS, this::list);
        api.route(HttpMethod.GET, "/agents/{agent}/leaves/{leave}", READERS, this::read);
        api.route(HttpMethod.DELETE, "/agents/{agent}/leaves/{leave}", Access.SUPERVISORS, this::stop);
    }

    private record Wanted(
            long fromMillis,
            long untilMillis,
            String leads,
            @Nullable String deputy) {}

    private Wanted wanted(Document document, long now) {
        long from = Times.millis(document, "from");
        long until = Times.millis(document, "until");
        String leads = document.choice("leads", Leave.LEADS, null);
        String deputy = document.optionalId("deputy");
        if (until == 0 && !document.has("until")) {
            document.fault("until", "is required");
        } else if (until != 0 && until <= Math.max(from, now)) {
            document.fault("until", "must be in the future, and after from");
        }
        if (from != 0 && (from < now - BEGUN_MILLIS_MAX || from > now + AHEAD_MILLIS_MAX)) {
            document.fault("from", "must be at most a day ago and two years ahead");
        }
        if (leads.equals(Leave.DEPUTY) != (deputy != null)) {
            document.fault("deputy", "is for leads that a deputy holds, and only for them");
        }
        return new Wanted(from == 0 ? now : from, until, leads, deputy);
    }

    private Future<Answer> enter(Call call) {
        Agent agent = Callers.ledBy(call, call.path("agent"));
        long now = nowMillis.getAsLong();
        Wanted wanted = call.body(d -> wanted(d, now));
        Duration max = call.tenant().tenant().presence().leaveMax();
        if (wanted.untilMillis - wanted.fromMillis > max.toMillis()) {
            throw Problem.invalid("/until", "a leave is at most " + Durations.text(max) + " long")
                    .refusal();
        }
        checkDeputy(call, agent, wanted.deputy);
        Leave leave = new Leave(
                ids.getAsLong(),
                call.tenant().no(),
                agent.id(),
                wanted.fromMillis,
                wanted.untilMillis,
                wanted.leads,
                wanted.deputy,
                call.principal().id(),
                Leave.PLANNED);
        return writes.once(
                call, transaction -> leaves.create(transaction, leave).map(created -> {
                    if (!created) {
                        throw Problem.conflict(
                                        "leave-overlaps",
                                        "In this time the agent has another leave or is a deputy, or the deputy is away")
                                .refusal();
                    }
                    return Answer.json(201, json(leave));
                }));
    }

    private static void checkDeputy(Call call, Agent agent, @Nullable String id) {
        Agent deputy = id == null ? null : call.tenant().get(Agent.AGENT, id);
        boolean fit = deputy != null
                && deputy.takesLeads()
                && !deputy.id().equals(agent.id())
                && LeadAccess.leads(call.tenant(), call.principal(), deputy);
        if (id != null && !fit) {
            throw Problem.invalid("/deputy", "must be another agent of yours who is at work")
                    .refusal();
        }
    }

    private Future<Answer> list(Call call) {
        Agent agent = ledOrSelf(call);
        int limit = call.limit();
        long before = call.cursor(Long.MAX_VALUE);
        return leaves.list(call.tenant().no(), agent.id(), before == 0 ? Long.MAX_VALUE : before, limit + 1)
                .map(found -> page(found, limit));
    }

    private static Answer page(List<Leave> found, int limit) {
        JsonArray items = new JsonArray();
        found.stream().limit(limit).forEach(leave -> items.add(json(leave)));
        return Answer.list(
                items, found.size() > limit ? Long.toString(found.get(limit - 1).id()) : null);
    }

    private Future<Answer> read(Call call) {
        return found(call, ledOrSelf(call)).map(leave -> Answer.ok(json(leave)));
    }

    /** Everybody may read his own. */
    private static Agent ledOrSelf(Call call) {
        Agent self = Callers.agentOrNull(call.tenant(), call.principal());
        return self != null && self.id().equals(call.path("agent")) ? self : Callers.ledBy(call, call.path("agent"));
    }

    private Future<Leave> found(Call call, Agent agent) {
        return leaves.find(call.tenant().no(), LeadIds.parse(call.path("leave")))
                .map(leave -> {
                    if (leave == null || !leave.agent().equals(agent.id())) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return leave;
                });
    }

    /** A planned one is cancelled, a running one ends now; what is over stays as it was. */
    private Future<Answer> stop(Call call) {
        return found(call, Callers.ledBy(call, call.path("agent")))
                .compose(leave -> writes.once(call, transaction -> leaves.stop(
                                transaction, call.tenant().no(), leave.id(), nowMillis.getAsLong())
                        // Null: it is over, or somebody else has just stopped it.
                        .compose(stopped -> stopped == null
                                ? found(call, Callers.ledBy(call, call.path("agent")))
                                : Future.succeededFuture(stopped))
                        .map(stopped -> Answer.ok(json(stopped)))));
    }

    private static JsonObject json(Leave leave) {
        return new JsonObject()
                .put("id", Long.toString(leave.id()))
                .put("agent", leave.agent())
                .put("from", Rfc3339.text(leave.fromMillis()))
                .put("until", Rfc3339.text(leave.untilMillis()))
                .put("leads", leave.leads())
                .put("deputy", leave.deputy())
                .put("status", leave.status())
                .put("actor", leave.actor());
    }
}
