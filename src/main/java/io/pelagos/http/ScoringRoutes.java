package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.NewLead;
import io.pelagos.channel.Policies;
import io.pelagos.condition.Subject;
import io.pelagos.followup.Rescoring;
import io.pelagos.journal.Jobs;
import io.pelagos.scoring.Scoring;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A firm's scoring: tried on a sample before it is saved, and applied to all leads afterwards. */
public final class ScoringRoutes {
    private static final int LEAD_CHARACTERS_MAX = 40_000;

    private final ConfigWrites writes;
    private final LongSupplier ids;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    ScoringRoutes(ConfigWrites writes, LongSupplier ids, LongSupplier nowMillis) {
        this.writes = writes;
        this.ids = ids;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/scoring:try", Access.MANAGERS, this::tried);
        api.route(HttpMethod.POST, "/scoring:apply", Access.MANAGERS, this::apply);
    }

    /** What only the rest of the tenant's document can tell of its scoring. */
    static List<Fault> faults(Scoring scoring, Tenant tenant) {
        List<Fault> faults = new ArrayList<>();
        for (Scoring.Grade grade : scoring.grades()) {
            if (!tenant.words().knowsGrade(grade.grade())) {
                faults.add(new Fault("/scoring/grades", grade.grade() + " is not a grade of this firm"));
            }
        }
        for (int i = 0; i < scoring.rules().size(); i++) {
            for (String field : scoring.rules().get(i).when().ownFields()) {
                if (!tenant.fields().containsKey(field)) {
                    faults.add(
                            new Fault("/scoring/rules/" + i + "/when", "looks at a field that the firm does not have"));
                }
            }
        }
        return faults;
    }

    /** @param scoring null: the one that is saved */
    private record Wanted(
            @Nullable JsonObject lead, @Nullable Scoring scoring) {}

    private Future<Answer> tried(Call call) {
        TenantConfig tenant = call.tenant();
        Wanted wanted = call.body(d -> {
            JsonObject lead = d.free("lead", LEAD_CHARACTERS_MAX);
            if (lead == null && !d.faulty("lead")) {
                d.fault("lead", "is required");
            }
            return new Wanted(lead, d.has("scoring") ? Scoring.in(d) : null);
        });
        LeadDraft draft = draft(tenant, wanted.lead == null ? new JsonObject() : wanted.lead);
        Scoring scoring = wanted.scoring == null ? Scoring.of(tenant) : wanted.scoring;
        List<Fault> faults = faults(scoring, tenant.tenant());
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        Subject lead = Policies.subject(tenant, draft, nowMillis.getAsLong());
        Scoring.Score score = scoring.of(lead);
        JsonArray rules = new JsonArray();
        score.given()
                .forEach(rule ->
                        rules.add(new JsonObject().put("name", rule.name()).put("points", rule.points())));
        return Future.succeededFuture(Answer.ok(new JsonObject()
                .put("score", score.score())
                .put("grade", score.grade())
                .put("base", scoring.base())
                .put("rules", rules)));
    }

    private static LeadDraft draft(TenantConfig tenant, JsonObject lead) {
        try {
            return NewLead.read(
                    lead, id -> tenant.get(Channel.CHANNEL, id), tenant.tenant().words());
        } catch (InvalidDocument e) {
            throw Problem.invalid(e.faults().stream()
                            .map(fault -> new Fault("/lead" + fault.pointer(), fault.detail()))
                            .toList())
                    .refusal();
        }
    }

    private Future<Answer> apply(Call call) {
        call.body(d -> true);
        TenantConfig tenant = call.tenant();
        if (!Scoring.of(tenant).exists()) {
            throw Problem.conflict("nothing-to-do", "The firm has no scoring").refusal();
        }
        long job = ids.getAsLong();
        JsonObject doc = new JsonObject().put("config", tenant.version());
        return writes.once(call, transaction -> Jobs.create(
                        transaction,
                        job,
                        tenant.no(),
                        Rescoring.KIND,
                        doc,
                        call.principal().id(),
                        0)
                .map(created -> Answer.json(202, HandoverRoutes.started(job, Rescoring.KIND, 0))));
    }
}
