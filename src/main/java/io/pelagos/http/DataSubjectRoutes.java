package io.pelagos.http;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.EventJson;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadKey;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.privacy.Dossier;
import io.pelagos.privacy.Erasure;
import io.pelagos.privacy.Reveals;
import io.pelagos.team.Document;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a firm owes to a person: to say what it knows of him, to hand it out, and to forget it. The number is in the body, so
 * that it is in no log of addresses.
 */
public final class DataSubjectRoutes {
    private static final List<String> REASONS =
            List.of("request", "consent_withdrawn", "no_longer_needed", "unlawful", "legal_obligation");
    /** Of one lead. */
    private static final int EVENTS_MAX = 2_000;

    private final Dossier dossier;
    private final Reveals reveals;
    private final LeadStore store;
    private final ContactVault vault;
    private final LeadViews views;
    private final Callers callers;
    private final ConfigWrites writes;
    private final LongSupplier ids;

    DataSubjectRoutes(
            Dossier dossier,
            Reveals reveals,
            LeadStore store,
            ContactVault vault,
            LeadViews views,
            Callers callers,
            ConfigWrites writes,
            LongSupplier ids) {
        this.dossier = dossier;
        this.reveals = reveals;
        this.store = store;
        this.vault = vault;
        this.views = views;
        this.callers = callers;
        this.writes = writes;
        this.ids = ids;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/data-subjects:find", Access.ADMIN, this::find);
        api.route(HttpMethod.POST, "/data-subjects:export", Access.ADMIN, this::export);
        api.route(HttpMethod.POST, "/data-subjects:erase", Access.ADMIN, this::erase);
    }

    private static String phone(Document document) {
        String text = document.text("phone", 40);
        String e164 = Phones.e164(text, null).orElse(null);
        if (e164 == null && !document.faulty("phone")) {
            document.fault("phone", "is not a valid phone number in E.164, such as +8613800138000");
        }
        return e164 == null ? "" : e164;
    }

    /** Where something is, and no word of what it says. */
    private Future<Answer> find(Call call) {
        String phone = call.body(DataSubjectRoutes::phone);
        return dossier.find(call.tenant().no(), phone, false).map(found -> {
            JsonArray leads = new JsonArray();
            found.leads().values().forEach(lead -> leads.add(place(lead.row())));
            return Answer.ok(answer(leads, found));
        });
    }

    private static JsonObject place(LeadRow lead) {
        return new JsonObject()
                .put("id", Long.toString(lead.id()))
                .put("state", lead.state().text())
                .put("pool", lead.pool())
                .put("owner", lead.owner())
                .put("version", lead.version());
    }

    private static JsonObject answer(JsonArray leads, Dossier.Found found) {
        return new JsonObject().put("leads", leads).mergeIn(found.rest()).put("complete", found.whole());
    }

    /** All of it in the clear. Each lead's journal tells so before anything is handed out. */
    private Future<Answer> export(Call call) {
        String phone = call.body(DataSubjectRoutes::phone);
        return dossier.find(call.tenant().no(), phone, true).compose(found -> {
            List<Future<Verdict>> told = new ArrayList<>();
            for (LeadStore.Stored lead : found.leads().values()) {
                told.add(reveals.tell(
                        new Wish(
                                callers.caller(call, lead.row().id()),
                                lead.row().id(),
                                (tenant, row) -> true,
                                x -> null),
                        "data_subject_export"));
            }
            return Future.all(told).compose(all -> {
                for (Future<Verdict> one : told) {
                    if (one.result() instanceof Verdict.Obstacle obstacle) {
                        return Future.succeededFuture(Obstacles.answer(obstacle));
                    }
                }
                return whole(call, found);
            });
        });
    }

    private Future<Answer> whole(Call call, Dossier.Found found) {
        int tenant = call.tenant().no();
        return store.find(tenant, List.copyOf(found.leads().keySet())).compose(leads -> {
            List<Future<JsonObject>> shown = leads.stream()
                    .map(lead ->
                            store.events(tenant, lead.row().id(), 0, EVENTS_MAX).map(lines -> whole(call, lead, lines)))
                    .toList();
            return Future.all(shown).map(all -> {
                JsonArray items = new JsonArray();
                shown.forEach(one -> items.add(one.result()));
                return Answer.ok(answer(items, found));
            });
        });
    }

    private JsonObject whole(Call call, LeadStore.Stored lead, List<LeadStore.Line> lines) {
        @Nullable LeadKey key = vault.wordsKey(lead.row(), lead.detail());
        JsonArray events = new JsonArray();
        lines.forEach(line -> events.add(EventJson.of(line.body().toJsonObject(), line.hash(), key)));
        LeadJson.View view = views.view(call.tenant(), lead.row(), lead.detail(), true);
        return LeadJson.bytes(view)
                .toJsonObject()
                .put("external_id", view.detail().externalId())
                .put("events", events);
    }

    private record Wanted(String phone, String reason, boolean keepDoNotCall) {}

    /** Answers the job that does it. */
    private Future<Answer> erase(Call call) {
        Wanted wanted = call.body(
                d -> new Wanted(phone(d), d.choice("reason", REASONS, "request"), d.flag("keep_do_not_call", true)));
        int tenant = call.tenant().no();
        long job = ids.getAsLong();
        return vault.ready(tenant)
                .compose(keys -> writes.once(call, transaction -> Jobs.create(
                                transaction,
                                job,
                                tenant,
                                Erasure.KIND,
                                Erasure.document(vault, tenant, wanted.phone, wanted.reason, wanted.keepDoNotCall),
                                call.principal().id(),
                                0)
                        .map(created -> Answer.json(202, HandoverRoutes.started(job, Erasure.KIND, 0)))));
    }
}
