package io.pelagos.http;

import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Reveal;
import io.pelagos.privacy.Reveals;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contact data for who does not own the lead, one lead at a time. */
public final class RevealRoutes {
    private static final Set<Role> REVEALERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION);
    private static final int REASON_MAX = 500;
    /** More steps than that are not looked through to see whether contact data have changed. */
    private static final int LINES_MAX = 1_000;

    private final Reveals reveals;
    private final Replays replays;
    private final LookLimits limits;
    private final LeadStore store;
    private final ContactVault vault;
    private final LeadAccess access;
    private final Wishes wishes;
    private final Verdicts verdicts;

    RevealRoutes(
            Reveals reveals,
            Replays replays,
            LookLimits limits,
            LeadStore store,
            ContactVault vault,
            LeadAccess access,
            Wishes wishes,
            Verdicts verdicts) {
        this.reveals = reveals;
        this.replays = replays;
        this.limits = limits;
        this.store = store;
        this.vault = vault;
        this.access = access;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/reveal", REVEALERS, this::reveal);
    }

    private record Wanted(List<String> fields, String reason) {
        /** Whether a line of the journal tells that one of the fields has become another. */
        boolean changed(LeadStore.Line line) {
            JsonObject data = line.body().toJsonObject().getJsonObject("data", new JsonObject());
            return data.getValue("contact") instanceof JsonArray names
                    && names.stream().anyMatch(fields::contains);
        }
    }

    private static Wanted read(Document document) {
        List<String> fields = document.has("fields") ? document.choices("fields", Reveals.FIELDS) : Reveals.FIELDS;
        if (fields.isEmpty() && !document.faulty("fields")) {
            document.fault("fields", "must name at least one");
        }
        String reason = Sealing.words(document, "reason", REASON_MAX);
        if (reason == null && !document.faulty("reason")) {
            document.fault("reason", "is required");
        }
        return new Wanted(fields, reason == null ? "" : reason);
    }

    /** Its pool says who may, and how often. An owner sees his leads anyway. */
    private Future<Answer> reveal(Call call) {
        Wanted wanted = call.body(RevealRoutes::read);
        TenantConfig tenant = call.tenant();
        return store.find(tenant.no(), LeadIds.parse(call.path("lead"))).compose(found -> {
            if (found == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            LeadRow row = found.row();
            Reveal rules = rules(tenant, row);
            Problem refusal = refusal(call, row, rules);
            if (refusal != null) {
                return replays.orRefuse(call, refusal, leads -> again(found, wanted, leads.get(0), refusal));
            } else if (LeadAccess.owns(call.principal(), row)) {
                return replays.orElse(
                        call,
                        () -> answer(found, wanted.fields, row.version()),
                        leads -> Future.succeededFuture(replayed(found, wanted, leads.get(0))));
            }
            return reveals.reveal(
                            wishes.ofKnower(call, Sealing.said("reason", wanted.reason)),
                            wanted.fields,
                            limits.reveals(call, row),
                            rules.perDay())
                    .map(verdict -> verdicts.answer(
                            call,
                            verdict,
                            moved -> answer(
                                    new LeadStore.Stored(moved.row(), moved.detail()),
                                    wanted.fields,
                                    moved.row().version()),
                            refused -> problem(call, refused)));
        });
    }

    /** Why the caller may not see it; null when he may. */
    private @Nullable Problem refusal(Call call, LeadRow lead, Reveal rules) {
        if (!access.sees(call.tenant(), call.principal(), lead)) {
            return Problem.NOT_FOUND;
        } else if (lead.erased()) {
            return Verdicts.ERASED;
        }
        boolean may = LeadAccess.owns(call.principal(), lead)
                || rules.by().contains(call.principal().role());
        return may ? null : Problem.FORBIDDEN.detail("The lead's pool does not let you see its contact data");
    }

    /**
     * What he heard then, whoever has the lead by now; but nothing that has changed since, as he may not ask for that any
     * more.
     */
    private Future<Answer> again(LeadStore.Stored now, Wanted wanted, Verdict.Moved then, Problem refusal) {
        LeadRow row = now.row();
        if (row.erased()) {
            return Future.succeededFuture(Verdicts.ERASED.answer());
        }
        return store.events(row.tenant(), row.id(), then.row().version(), LINES_MAX)
                .map(lines -> lines.size() < LINES_MAX && lines.stream().noneMatch(wanted::changed)
                        ? replayed(now, wanted, then)
                        : refusal.answer());
    }

    private Answer replayed(LeadStore.Stored now, Wanted wanted, Verdict.Moved then) {
        return answer(now, wanted.fields, then.row().version()).header("Idempotent-Replayed", "true");
    }

    /** A lead of a pool that is gone is nobody's to reveal. */
    static Reveal rules(TenantConfig tenant, LeadRow lead) {
        Pool pool = tenant.get(Pool.POOL, lead.pool());
        return pool == null ? Reveal.NOBODY : pool.reveal();
    }

    private Problem problem(Call call, Verdict.Refused refused) {
        return refused.word().equals("too-many")
                ? limits.problem(call, "You have revealed as many leads today as you may")
                : Verdicts.problem(refused);
    }

    private Answer answer(LeadStore.Stored lead, List<String> fields, int version) {
        JsonObject all = vault.open(lead.detail()).contact().toJson();
        JsonObject contact = new JsonObject();
        fields.forEach(field -> contact.put(field, all.getValue(field)));
        return Answer.ok(new JsonObject()
                .put("lead", Long.toString(lead.row().id()))
                .put("version", version)
                .put("contact", contact));
    }
}
