package io.pelagos.http;

import io.pelagos.followup.Followup;
import io.pelagos.followup.Followups;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadKey;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.Evidence;
import io.pelagos.team.Document;
import io.pelagos.team.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follow-ups of a lead: told by its owner, listed for who may know of the lead, judged by supervisors. */
public final class FollowupRoutes {
    private static final List<String> METHODS = List.of("call", "wechat", "sms", "email", "visit", "other");
    private static final int CONTENT_MAX = 5_000;
    private static final int URL_MAX = 1_000;
    private final Followups followups;
    private final LeadStore store;
    private final LookLimits limits;
    private final Wishes wishes;
    private final Verdicts verdicts;
    private final ContactVault vault;

    FollowupRoutes(
            Followups followups,
            LeadStore store,
            LookLimits limits,
            Wishes wishes,
            Verdicts verdicts,
            ContactVault vault) {
        this.followups = followups;
        this.store = store;
        this.limits = limits;
        this.wishes = wishes;
        this.verdicts = verdicts;
        this.vault = vault;
    }

    public void register(Api api) {
        String all = "/leads/{lead}/followups";
        api.route(HttpMethod.POST, all, Access.PEOPLE, this::record);
        api.route(HttpMethod.GET, all, Access.READERS, this::list);
        api.route(HttpMethod.POST, all + "/{followup}/review", Access.SUPERVISORS, this::review);
    }

    /** What the agent says of a call; how long it took counts only from the phone system. */
    private record Recording(@Nullable String id, @Nullable String url) {}

    private record Told(Followups.Report report, JsonObject said) {}

    private Future<Answer> record(Call call) {
        int tenant = call.tenant().no();
        Told told = call.body(document -> read(document, tenant));
        return followups
                .record(wishes.ofOwner(call, told.said), told.report)
                .map(verdict -> verdicts.answer(
                        call, verdict, moved -> Answer.json(201, recorded(moved, told)), FollowupRoutes::problem));
    }

    private Told read(Document document, int tenant) {
        String method = document.choice("method", METHODS, null);
        String outcome = document.text("outcome", 60);
        String content = Sealing.words(document, "content", CONTENT_MAX);
        long next = Times.millis(document, "next_at");
        Recording call = document.object("call", d -> {
            d.integer("seconds", 0, 86_400, 0);
            return new Recording(d.optionalText("id", 100), url(d, "recording_url"));
        });
        List<String> attachments = new ArrayList<>();
        for (String link : document.texts("attachments", 10, URL_MAX)) {
            if (isUrl(link)) {
                attachments.add(link);
            } else {
                document.fault("attachments", "must be addresses that begin with http:// or https://");
            }
        }
        boolean reply = document.flag("reply", false);
        List<String> proofs = new ArrayList<>();
        JsonObject said = Sealing.said("content", content);
        if (call != null && call.url != null) {
            said.put("recording_url", call.url);
        }
        if (!attachments.isEmpty()) {
            said.put("attachments", new JsonArray(attachments));
            proofs.add(Evidence.PROOFS.get(1));
        }
        if (reply) {
            proofs.add(Evidence.PROOFS.get(2));
        }
        return new Told(
                new Followups.Report(
                        method,
                        outcome,
                        next,
                        call == null ? null : call.id,
                        proofs,
                        content == null
                                ? ""
                                : HexFormat.of().formatHex(Identities.content(vault.keys(tenant), content))),
                said);
    }

    static @Nullable String url(Document document, String name) {
        String text = document.optionalText(name, URL_MAX);
        if (text != null && !isUrl(text)) {
            document.fault(name, "must be an address that begins with http:// or https://");
            return null;
        }
        return text;
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "no-outcome" -> Problem.invalid("/outcome", "is not an outcome of this firm");
            case "past" -> Problem.invalid("/next_at", "must be in the future");
            case "no-followup" -> Problem.NOT_FOUND;
            default -> Verdicts.problem(refused);
        };
    }

    /** As the list shows it to its author. */
    private static Buffer recorded(Verdict.Moved moved, Told told) {
        JsonObject item = new JsonObject()
                .put("id", Integer.toString(moved.row().version()))
                .put("at", Rfc3339.text(moved.row().changedAtMillis()))
                .put("agent", moved.row().owner())
                .put("method", told.report.method())
                .put("outcome", told.report.outcome())
                .put("next_at", Times.text(told.report.nextAtMillis()))
                .put("void", false)
                .put("lead", Long.toString(moved.row().id()))
                .put("version", moved.row().version());
        return item.mergeIn(told.said).toBuffer();
    }

    private Future<Answer> list(Call call) {
        int tenant = call.tenant().no();
        int limit = call.limit();
        int after = (int) call.cursor(Integer.MAX_VALUE);
        return limits.lead(call).compose(found -> {
            @Nullable LeadKey key = vault.wordsKey(found.row(), found.detail());
            boolean hears = LeadAccess.hears(call.principal(), found.row());
            return store.followups(tenant, found.row().id())
                    .compose(lines -> followups.history(found).map(history -> {
                        JsonArray items = new JsonArray();
                        String next = null;
                        for (Followup followup : history) {
                            if (followup.version() <= after) {
                                continue;
                            }
                            if (items.size() == limit) {
                                next = items.getJsonObject(limit - 1).getString("id");
                                break;
                            }
                            boolean own =
                                    followup.agent().equals(call.principal().agent());
                            items.add(item(followup, lines.get(followup.version()), hears || own ? key : null));
                        }
                        return Answer.list(items, next);
                    }));
        });
    }

    private static JsonObject item(Followup followup, @Nullable JsonObject line, @Nullable LeadKey key) {
        JsonObject data = line == null ? new JsonObject() : line.getJsonObject("data", new JsonObject());
        JsonObject item = new JsonObject()
                .put("id", Integer.toString(followup.version()))
                .put("at", Rfc3339.text(followup.atMillis()))
                .put("agent", followup.agent())
                .put("method", followup.method())
                .put("outcome", followup.outcome())
                .put("next_at", data.getValue("next_at"))
                .put("void", followup.isVoid());
        if (followup.call() != null) {
            item.put("call", new JsonObject().put("id", followup.call()).put("seconds", followup.seconds()));
        }
        if (!followup.proofs().isEmpty()) {
            item.put("proofs", new JsonArray(followup.proofs()));
        }
        String sealed = line == null ? null : line.getString("sealed");
        if (sealed != null && key != null) {
            item.mergeIn(
                    new JsonObject(Buffer.buffer(key.open(Base64.getDecoder().decode(sealed), Sealing.REASON))));
        }
        return item;
    }

    private record Review(boolean fake, @Nullable String note) {}

    private Future<Answer> review(Call call) {
        Review wanted = call.body(d -> new Review(
                d.choice("verdict", List.of("genuine", "fake"), null).equals("fake"), Sealing.words(d, "note", 500)));
        int version = Times.version(call.path("followup"));
        Principal principal = call.principal();
        // Whose follow-up it was decides, not who has the lead now.
        return followups
                .review(
                        wishes.ofAnybody(call, Sealing.said("note", wanted.note)),
                        version,
                        wanted.fake,
                        (tenant, id) -> LeadAccess.leads(tenant, principal, id))
                .map(verdict -> verdicts.lead(call, verdict, FollowupRoutes::problem));
    }
}
