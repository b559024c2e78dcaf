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
import io.pelagos.privacy.Reads;
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
    private static final String EXPORT = "data_subject_export";
    private static final List<String> REASONS =
            List.of("request", "consent_withdrawn", "no_longer_needed", "unlawful", "legal_obligation");
    /** Of all leads together: they are in memory at once. */
    private static final int EVENTS_MAX = 5_000;
    /** Each goes through all that a tenant has. */
    private static final int DOSSIERS_MAX = 2;

    private final Room room = new Room(DOSSIERS_MAX, "As many people as allowed are being looked for");
    private final Dossier dossier;
    private final Reveals reveals;
    private final Reads reads;
    private final LeadStore store;
    private final ContactVault vault;
    private final LeadViews views;
    private final Callers callers;
    private final ConfigWrites writes;
    private final LongSupplier ids;

    DataSubjectRoutes(
            Dossier dossier,
            Reveals reveals,
            Reads reads,
            LeadStore store,
            ContactVault vault,
            LeadViews views,
            Callers callers,
            ConfigWrites writes,
            LongSupplier ids) {
        this.dossier = dossier;
        this.reveals = reveals;
        this.reads = reads;
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
        return room.hold(call.tenant().no(), () -> dossier.find(call.tenant().no(), phone, false))
                .map(found -> {
                    JsonArray leads = new JsonArray();
                    found.leads().values().forEach(lead -> leads.add(place(lead.row())));
                    return answer(leads, found, found.whole());
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

    private static Answer answer(JsonArray leads, Dossier.Found found, boolean whole) {
        return Answer.ok(
                new JsonObject().put("leads", leads).mergeIn(found.rest()).put("complete", whole));
    }

    /** All of it in the clear: the audit and each lead's journal tell so before anything is handed out. */
    private Future<Answer> export(Call call) {
        String phone = call.body(DataSubjectRoutes::phone);
        return room.hold(call.tenant().no(), () -> dossier.find(call.tenant().no(), phone, true)
                .compose(found -> reads.note(
                                call.tenant().no(),
                                call.principal().id(),
                                EXPORT,
                                found.kinds(),
                                List.copyOf(found.leads().keySet()))
                        .compose(noted -> told(call, found))));
    }

    private Future<Answer> told(Call call, Dossier.Found found) {
        List<Future<Verdict>> told = new ArrayList<>();
        for (long lead : found.leads().keySet()) {
            Wish wish = new Wish(callers.caller(call, lead), lead, (tenant, row) -> true, x -> null);
            told.add(reveals.tell(wish, EXPORT));
        }
        return Future.all(told).compose(all -> {
            for (Future<Verdict> one : told) {
                if (one.result() instanceof Verdict.Obstacle obstacle) {
                    return Future.succeededFuture(Obstacles.answer(obstacle));
                }
            }
            return whole(call, found);
        });
    }

    private Future<Answer> whole(Call call, Dossier.Found found) {
        JsonArray items = new JsonArray();
        return store.find(call.tenant().no(), List.copyOf(found.leads().keySet()))
                .compose(leads -> show(call, leads, EVENTS_MAX, items))
                .map(all -> answer(items, found, found.whole() && all));
    }

    /** One lead after the other; whether there was room for all events. */
    private Future<Boolean> show(Call call, List<LeadStore.Stored> leads, int left, JsonArray items) {
        if (items.size() == leads.size()) {
            return Future.succeededFuture(true);
        }
        LeadStore.Stored lead = leads.get(items.size());
        return store.events(call.tenant().no(), lead.row().id(), 0, left + 1).compose(lines -> {
            boolean all = lines.size() <= left;
            List<LeadStore.Line> shown = all ? lines : lines.subList(0, left);
            items.add(whole(call, lead, shown));
            return show(call, leads, left - shown.size(), items).map(rest -> rest && all);
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
