package io.pelagos.http;

import io.pelagos.followup.DoNotCall;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Transfers;
import io.pelagos.recycling.CleanUp;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Text;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Leads that change hands or places: release, assignment, move, closing, reopening. */
public final class TransferRoutes {
    private final Transfers transfers;
    private final DoNotCall doNotCall;
    private final Wishes wishes;
    private final Verdicts verdicts;

    TransferRoutes(Transfers transfers, DoNotCall doNotCall, Wishes wishes, Verdicts verdicts) {
        this.transfers = transfers;
        this.doNotCall = doNotCall;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/release", Access.PEOPLE, this::release);
        api.route(HttpMethod.POST, "/leads/{lead}/assign", Access.SUPERVISORS, this::assign);
        api.route(HttpMethod.POST, "/leads/{lead}/move", Access.PEOPLE, this::move);
        api.route(HttpMethod.POST, "/leads/{lead}/close", Access.PEOPLE, this::close);
        api.route(HttpMethod.POST, "/leads/{lead}/reopen", Access.SUPERVISORS, this::reopen);
    }

    private record Release(@Nullable String reason, List<String> tags) {
        JsonObject said() {
            JsonObject said = Sealing.said("reason", reason);
            return tags.isEmpty() ? said : said.put("tags", new JsonArray(tags));
        }
    }

    private Future<Answer> release(Call call) {
        Release wanted = call.body(d -> new Release(
                Sealing.words(d, "reason", 500),
                d.texts("tags", 20, 60).stream().map(Text::clean).toList()));
        return transfers.release(wishes.ofOwner(call, wanted.said())).map(verdict -> verdicts.lead(call, verdict));
    }

    private record Assign(String agent, @Nullable String reason, boolean force) {}

    private Future<Answer> assign(Call call) {
        Assign wanted = call.body(
                d -> new Assign(d.text("agent", 40), Sealing.words(d, "reason", 500), d.flag("force", false)));
        return assign(call, wishes.ofSeer(call, Sealing.said("reason", wanted.reason)), wanted.agent, wanted.force);
    }

    Future<Answer> assign(Call call, Wish wish, String agent, boolean force) {
        Principal principal = call.principal();
        return transfers
                .assign(wish, agent, (tenant, to) -> LeadAccess.leads(tenant, principal, to), force)
                .map(verdict -> assigned(call, verdict));
    }

    private Answer assigned(Call call, Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused) {
            if (refused.word().equals("same")) {
                return Problem.conflict("same-owner", "The agent has this lead already")
                        .answer();
            } else if (refused.word().equals("owned-full")) {
                return Problem.conflict("owned-full", "The agent holds as many leads as allowed")
                        .with("quota", Usages.json(Transfers.full(refused, call.tenant())))
                        .answer();
            }
        }
        return verdicts.lead(call, verdict);
    }

    private record Move(String pool, @Nullable String note) {}

    private Future<Answer> move(Call call) {
        Move wanted = call.body(d -> new Move(d.text("pool", 40), Sealing.words(d, "note", 500)));
        return move(call, wishes.ofMover(call, Sealing.said("note", wanted.note)), wanted.pool);
    }

    Future<Answer> move(Call call, Wish wish, String pool) {
        return transfers.move(wish, pool, sees(call)).map(verdict -> placed(call, verdict));
    }

    /** A pool that the caller does not see is answered like one that is not there. */
    private static BiPredicate<TenantConfig, Pool> sees(Call call) {
        Principal principal = call.principal();
        return (tenant, pool) -> Access.seesPool(tenant, principal, pool);
    }

    private Answer placed(Call call, Verdict verdict) {
        return verdict instanceof Verdict.Refused refused && refused.word().equals("same")
                ? Problem.conflict("same-pool", "The lead is in this pool already")
                        .answer()
                : verdicts.lead(call, verdict);
    }

    private record Close(String reason, @Nullable String note) {}

    private Future<Answer> close(Call call) {
        Close wanted =
                call.body(d -> new Close(d.choice("reason", CleanUp.REASONS, null), Sealing.words(d, "note", 500)));
        return close(call, wishes.ofSeer(call, Sealing.said("note", wanted.note)), wanted.reason);
    }

    Future<Answer> close(Call call, Wish wish, String reason) {
        return transfers.close(wish, reason).map(verdict -> verdicts.lead(call, verdict));
    }

    private Future<Answer> reopen(Call call) {
        Move wanted = call.body(d -> new Move(d.text("pool", 40), Sealing.words(d, "note", 500)));
        return reopen(call, wishes.ofSeer(call, Sealing.said("note", wanted.note)), wanted.pool);
    }

    Future<Answer> reopen(Call call, Wish wish, String pool) {
        return transfers.reopen(wish, pool, sees(call), doNotCall::lists).map(verdict -> placed(call, verdict));
    }
}
