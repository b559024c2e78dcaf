package io.pelagos.http;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.Intake;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.NewLead;
import io.pelagos.channel.RequestKey;
import io.pelagos.journal.Caller;
import io.pelagos.journal.Wish;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Transfers;
import io.pelagos.team.Agent;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Leads that are entered one by one. */
public final class EntryRoutes {
    private final Intake intake;
    private final LeadStore store;
    private final LeadViews views;
    private final LeadAccess access;
    private final Replays replays;
    private final Transfers transfers;

    EntryRoutes(
            Intake intake, LeadStore store, LeadViews views, LeadAccess access, Replays replays, Transfers transfers) {
        this.intake = intake;
        this.store = store;
        this.access = access;
        this.views = views;
        this.replays = replays;
        this.transfers = transfers;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads", Access.WRITERS, this::enter);
    }

    private Future<Answer> enter(Call call) {
        TenantConfig tenant = call.tenant();
        JsonObject body = call.json().copy();
        Agent owner = owner(call, body.remove("owner"));
        LeadDraft lead;
        try {
            lead = NewLead.read(
                    body, id -> tenant.get(Channel.CHANNEL, id), tenant.tenant().words());
        } catch (InvalidDocument e) {
            // It may name a channel that has been deleted since.
            return refused(call, Problem.invalid(e.faults()));
        }
        Pool pool = tenant.get(Pool.POOL, lead.pool());
        if (pool == null || !Access.seesPool(tenant, call.principal(), pool)) {
            return refused(call, Problem.invalid("/pool", "there is no such pool"));
        }
        byte[] key = call.keyHash();
        RequestKey request = key == null ? null : new RequestKey(key, call.bodyHash());
        return intake.accept(tenant.no(), lead, call.principal().id(), request)
                .compose(accepted -> owner != null && accepted instanceof Accepted.Lead entered
                        ? own(call, owner, entered)
                        : answer(call, accepted));
    }

    /** Who wants to have the lead; null for nobody. */
    private static @Nullable Agent owner(Call call, @Nullable Object wanted) {
        if (wanted == null) {
            return null;
        }
        Agent self = Callers.agentOrNull(call.tenant(), call.principal());
        if (!wanted.equals("me") || self == null || !self.takesLeads()) {
            throw Problem.invalid("/owner", "must be \"me\", of somebody who takes leads")
                    .refusal();
        }
        return self;
    }

    /** From its pool into the hands of who has entered it, as far as caps allow; else it stays there, as the answer shows. */
    private Future<Answer> own(Call call, Agent owner, Accepted.Lead entered) {
        Caller caller = Caller.server(call.tenant(), call.principal().id());
        Wish wish = new Wish(caller, entered.lead(), (tenant, row) -> row.version() == 1, found -> null);
        return transfers
                .assign(wish, owner.id(), (tenant, agent) -> true, false)
                .compose(done -> store.find(call.tenant().no(), entered.lead()))
                .map(found -> {
                    if (found == null) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    Answer answer = Answer.json(201, LeadJson.bytes(views.view(call, found.row(), found.detail())));
                    return entered.replayed() ? answer.header("Idempotent-Replayed", "true") : answer;
                });
    }

    private Future<Answer> refused(Call call, Problem refusal) {
        return replays.orRefuse(
                call, refusal, leads -> entered(call, leads.get(0).row().id(), true));
    }

    private Future<Answer> answer(Call call, Accepted accepted) {
        if (accepted instanceof Accepted.Lead lead) {
            return entered(call, lead.lead(), lead.replayed());
        } else if (accepted instanceof Accepted.Duplicate duplicate) {
            return sees(call, duplicate.lead())
                    .map(sees -> sees ? duplicate().with("lead", Long.toString(duplicate.lead())) : duplicate())
                    .map(Problem::answer);
        } else if (accepted instanceof Accepted.Merged merged) {
            JsonObject body = new JsonObject().put("result", "merged");
            return sees(call, merged.lead())
                    .map(sees -> Answer.ok(sees ? body.put("lead", Long.toString(merged.lead())) : body));
        }
        return Future.succeededFuture(problem(accepted).answer());
    }

    private Future<Boolean> sees(Call call, long lead) {
        return store.find(call.tenant().no(), lead)
                .map(found -> found != null && access.sees(call.tenant(), call.principal(), found.row()));
    }

    private static Problem duplicate() {
        return Problem.conflict("duplicate-lead", "This lead is there already");
    }

    private static Problem problem(Accepted accepted) {
        if (accepted instanceof Accepted.Unknown) {
            return Problem.OUTCOME_UNKNOWN;
        } else if (accepted instanceof Accepted.Reused) {
            return Problem.of("idempotency-key-reused", 422, "This Idempotency-Key was used for another request");
        } else if (accepted instanceof Accepted.Refused refused) {
            return Problem.invalid("", refused.reason());
        }
        return Problem.NOT_READY;
    }

    /** The lead as it was entered, owned by nobody: the same for a repeated request, whoever has it by then. */
    private Future<Answer> entered(Call call, long id, boolean replayed) {
        int tenant = call.tenant().no();
        return store.find(tenant, id).compose(found -> {
            if (found == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            Future<LeadRow> row = found.row().version() == 1
                    ? Future.succeededFuture(found.row())
                    : store.events(tenant, id, 0, 1)
                            .map(lines ->
                                    asEntered(found.row(), lines.get(0).body().toJsonObject()));
            return row.map(entered -> {
                // Who has just said all of it sees nothing new.
                LeadJson.View view = replayed
                        ? views.view(call, entered, found.detail(), false)
                        : views.view(call.tenant(), entered, found.detail(), false);
                Answer answer = Answer.json(201, LeadJson.bytes(view));
                return replayed ? answer.header("Idempotent-Replayed", "true") : answer;
            });
        });
    }

    /** The first line of its journal says where it came in, and when. */
    private static LeadRow asEntered(LeadRow now, JsonObject received) {
        JsonObject to = received.getJsonObject("to");
        LeadState state = LeadState.ofText(to.getString("state"));
        String pool =
                state == LeadState.CLOSED ? received.getJsonObject("data").getString("pool") : to.getString("pool");
        long atMillis = received.getLong("at");
        return new LeadRow(now.tenant(), now.id(), 1, state, pool, null, null, atMillis, 0, atMillis, 0, now.facts());
    }
}
