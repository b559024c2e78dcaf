package io.pelagos.http;

import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.MoveResult;
import io.pelagos.pool.Moves;
import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Text;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases and assignments. */
public final class MoveRoutes {
    /** Somebody else changed the lead between the look and the decision: look again, this often. */
    private static final int LOOKS = 5;

    /** What the sealed part of an event is; the same word opens it. */
    static final String REASON = "reason";

    private final Moves moves;
    private final LeadStore store;
    private final LeadViews views;
    private final LeadAccess access;
    private final Callers callers;
    private final Replays replays;
    private final ContactVault vault;

    MoveRoutes(
            Moves moves,
            LeadStore store,
            LeadViews views,
            LeadAccess access,
            Callers callers,
            Replays replays,
            ContactVault vault) {
        this.moves = moves;
        this.store = store;
        this.views = views;
        this.access = access;
        this.callers = callers;
        this.replays = replays;
        this.vault = vault;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/release", Access.PEOPLE, this::release);
        api.route(HttpMethod.POST, "/leads/{lead}/assign", Access.SUPERVISORS, this::assign);
    }

    private record Release(@Nullable String reason, List<String> tags) {}

    private record Assign(String agent, @Nullable String reason, boolean force) {}

    private Future<Answer> release(Call call) {
        Agent owner = callers.agent(call);
        long id = LeadIds.parse(call.path("lead"));
        Release wanted = call.body(d -> new Release(
                reason(d), d.texts("tags", 20, 60).stream().map(Text::clean).toList()));
        return store.find(call.tenant().no(), id).compose(found -> {
            // A repeated request finds the lead gone: the journal answers it by its key.
            boolean known = found != null && (LeadAccess.owns(call.principal(), found.row()) || call.keyHash() != null);
            if (found == null || !known) {
                throw Problem.NOT_FOUND.refusal();
            }
            byte[] sealed = sealed(found, wanted.reason, wanted.tags);
            return moves.release(callers.caller(call), owner, id, sealed).map(result -> answer(call, result));
        });
    }

    private byte @Nullable [] sealed(LeadStore.Stored lead, @Nullable String reason, List<String> tags) {
        if (reason == null && tags.isEmpty()) {
            return null;
        }
        JsonObject said = new JsonObject();
        if (reason != null) {
            said.put("reason", reason);
        }
        if (!tags.isEmpty()) {
            said.put("tags", new JsonArray(tags));
        }
        return vault.key(
                        lead.row().tenant(),
                        lead.row().id(),
                        lead.detail().key().getBytes())
                .seal(said.toBuffer().getBytes(), REASON);
    }

    private Future<Answer> assign(Call call) {
        TenantConfig tenant = call.tenant();
        long id = LeadIds.parse(call.path("lead"));
        Assign wanted = call.body(d -> new Assign(d.text("agent", 40), reason(d), d.flag("force", false)));
        Agent to = tenant.get(Agent.AGENT, wanted.agent);
        if (to == null || !to.active() || !LeadAccess.leads(tenant, call.principal(), to)) {
            return refused(call, Problem.invalid("/agent", "there is no such agent"));
        }
        return assign(call, id, to, wanted, 1);
    }

    private Future<Answer> assign(Call call, long id, Agent to, Assign wanted, int look) {
        return store.find(call.tenant().no(), id).compose(found -> {
            if (found == null || !access.sees(call.tenant(), call.principal(), found.row())) {
                return refused(call, Problem.NOT_FOUND);
            }
            if (found.row().state() == LeadState.CLOSED) {
                return refused(call, Problem.conflict("closed", "The lead is closed"));
            }
            return moves.assign(
                            callers.caller(call),
                            found.row(),
                            to.id(),
                            wanted.force,
                            sealed(found, wanted.reason, List.of()))
                    .compose(result -> result instanceof MoveResult.Changed && look < LOOKS
                            ? assign(call, id, to, wanted, look + 1)
                            : Future.succeededFuture(answer(call, result)));
        });
    }

    private Future<Answer> refused(Call call, Problem refusal) {
        return replays.orRefuse(
                call, refusal, leads -> Future.succeededFuture(answer(call, new MoveResult.Moved(leads.get(0), true))));
    }

    private Answer answer(Call call, MoveResult result) {
        if (result instanceof MoveResult.Moved moved) {
            Verdict.Moved lead = moved.lead();
            boolean mine = lead.stillThere() && LeadAccess.owns(call.principal(), lead.row());
            LeadJson.View view = views.view(call.tenant(), lead.row(), lead.detail(), mine);
            Answer answer = Answer.json(200, LeadJson.bytes(view));
            return moved.replayed() ? answer.header("Idempotent-Replayed", "true") : answer;
        } else if (result instanceof MoveResult.NotFound) {
            return Problem.NOT_FOUND.answer();
        } else if (result instanceof MoveResult.SameOwner) {
            return Problem.conflict("same-owner", "The agent has this lead already")
                    .answer();
        } else if (result instanceof MoveResult.Full full) {
            return Problem.conflict("owned-full", "The agent holds as many leads as allowed")
                    .with("quota", Usages.json(full.usage()))
                    .answer();
        } else if (result instanceof MoveResult.Hindered hindered) {
            return Obstacles.answer(hindered.obstacle());
        }
        return Problem.NOT_READY.answer();
    }

    /** What people say; null for nothing. */
    private static @Nullable String reason(Document document) {
        String text = document.optionalText("reason", 500);
        String clean = text == null ? "" : Text.clean(text);
        return clean.isBlank() ? null : clean;
    }
}
