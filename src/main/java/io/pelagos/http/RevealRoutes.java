package io.pelagos.http;

import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Reveal;
import io.pelagos.privacy.Reads;
import io.pelagos.privacy.Reveals;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contact data for who does not own the lead, one lead at a time; and who has read what. */
public final class RevealRoutes {
    private static final Set<Role> REVEALERS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.INTEGRATION);
    private static final Set<Role> AUDITORS = EnumSet.of(Role.ADMIN, Role.AUDITOR);
    private static final int REASON_MAX = 500;

    private final Reveals reveals;
    private final Reads reads;
    private final LookLimits limits;
    private final LeadStore store;
    private final ContactVault vault;
    private final LeadAccess access;
    private final Wishes wishes;
    private final Verdicts verdicts;

    RevealRoutes(
            Reveals reveals,
            Reads reads,
            LookLimits limits,
            LeadStore store,
            ContactVault vault,
            LeadAccess access,
            Wishes wishes,
            Verdicts verdicts) {
        this.reveals = reveals;
        this.reads = reads;
        this.limits = limits;
        this.store = store;
        this.vault = vault;
        this.access = access;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/reveal", REVEALERS, this::reveal);
        api.route(HttpMethod.GET, "/audit/reads", AUDITORS, this::list);
    }

    private record Wanted(List<String> fields, String reason) {}

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
            if (found == null || !access.sees(tenant, call.principal(), found.row())) {
                throw Problem.NOT_FOUND.refusal();
            } else if (LeadAccess.owns(call.principal(), found.row())) {
                return Future.succeededFuture(
                        answer(found, wanted.fields, found.row().version()));
            }
            Reveal rules = rules(tenant, found.row());
            if (rules == null || !rules.by().contains(call.principal().role())) {
                throw Problem.FORBIDDEN
                        .detail("The lead's pool does not let you see its contact data")
                        .refusal();
            }
            return reveals.reveal(
                            wishes.ofKnower(call, Sealing.said("reason", wanted.reason)),
                            wanted.fields,
                            limits.reveals(call, found.row()),
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

    static @Nullable Reveal rules(TenantConfig tenant, LeadRow lead) {
        Pool pool = tenant.get(Pool.POOL, lead.pool());
        return pool == null ? null : pool.reveal();
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

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("agent", "lead", "limit", "cursor"), "is not a filter of this list");
        int limit = call.limit();
        long before = call.cursor(Long.MAX_VALUE);
        String lead = call.query("lead");
        return reads.page(
                        call.tenant().no(),
                        before == 0 ? Long.MAX_VALUE : before,
                        call.query("agent"),
                        lead == null ? null : (Long) LeadIds.parse(lead),
                        limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(read -> items.add(read.json()));
                    return Answer.list(
                            items,
                            found.size() > limit
                                    ? Long.toString(found.get(limit - 1).id())
                                    : null);
                });
    }
}
