package io.pelagos.http;

import io.pelagos.journal.Wish;
import io.pelagos.recycling.CleanUp;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing done to many leads, each for itself: some may fail while others succeed, and the answer says which. */
public final class BulkRoutes {
    private static final int LEADS_MAX = 200;
    /** Steps that are on their way at a time: many together are one transaction. */
    private static final int TOGETHER = 50;

    private final TransferRoutes transfers;
    private final Wishes wishes;

    BulkRoutes(TransferRoutes transfers, Wishes wishes) {
        this.transfers = transfers;
        this.wishes = wishes;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/bulk", Access.PEOPLE, this::bulk);
    }

    /**
     * What is wanted.
     *
     * @param to the pool, the agent, or the reason of a closing
     */
    private record Wanted(
            String action,
            List<Long> leads,
            String to,
            boolean force,
            @Nullable String note) {
        static Wanted read(Document d) {
            String action = d.choice("action", List.of("move", "assign", "close", "reopen"), null);
            List<Long> leads = new ArrayList<>();
            for (String text : d.texts("leads", LEADS_MAX, 40)) {
                Long id = LeadIds.orNull(text);
                if (id == null) {
                    d.fault("leads", "must be ids of leads");
                } else {
                    leads.add(id);
                }
            }
            if (leads.isEmpty() && !d.faulty("leads")) {
                d.fault("leads", "must name 1 to " + LEADS_MAX + " leads");
            }
            String to =
                    switch (action) {
                        case "assign" -> d.text("agent", 40);
                        case "close" -> d.choice("reason", CleanUp.REASONS, null);
                        default -> d.text("pool", 40);
                    };
            boolean force = action.equals("assign") && d.flag("force", false);
            return new Wanted(action, leads, to, force, Sealing.words(d, "note", 500));
        }
    }

    private Future<Answer> bulk(Call call) {
        Wanted wanted = call.body(Wanted::read);
        // Of these, an admin of a pool moves its leads, and does nothing else.
        if (call.principal().role() == Role.AGENT && !wanted.action.equals("move")) {
            throw Problem.FORBIDDEN.refusal();
        }
        JsonArray results = new JsonArray();
        return from(call, wanted, 0, results).map(done -> Answer.ok(new JsonObject().put("results", results)));
    }

    private Future<Void> from(Call call, Wanted wanted, int start, JsonArray results) {
        if (start >= wanted.leads.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(wanted.leads.size(), start + TOGETHER);
        List<Future<JsonObject>> some = wanted.leads.subList(start, end).stream()
                .map(lead -> one(call, wanted, lead))
                .toList();
        return Future.all(some).compose(all -> {
            some.forEach(result -> results.add(result.result()));
            return from(call, wanted, end, results);
        });
    }

    private Future<JsonObject> one(Call call, Wanted wanted, long lead) {
        String about = wanted.action.equals("assign") ? "reason" : "note";
        JsonObject said = Sealing.said(about, wanted.note);
        Wish wish = wanted.action.equals("move") ? wishes.ofMover(call, lead, said) : wishes.ofSeer(call, lead, said);
        Future<Answer> answer =
                switch (wanted.action) {
                    case "assign" -> transfers.assign(call, wish, wanted.to, wanted.force);
                    case "close" -> transfers.close(call, wish, wanted.to);
                    case "reopen" -> transfers.reopen(call, wish, wanted.to);
                    default -> transfers.move(call, wish, wanted.to);
                };
        // What fails for one lead must not hide what has become of the others.
        return answer.otherwise(
                        cause -> Failures.problem(call.endpoint(), cause).answer())
                .map(done -> result(lead, done));
    }

    private static JsonObject result(long lead, Answer answer) {
        boolean ok = answer.status() < 300;
        JsonObject body = answer.body().toJsonObject();
        JsonObject result = new JsonObject().put("lead", Long.toString(lead)).put("ok", ok);
        return ok ? result.put("version", body.getValue("version")) : result.put("problem", body);
    }
}
