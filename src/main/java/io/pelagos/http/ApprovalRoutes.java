package io.pelagos.http;

import io.pelagos.assignment.ClaimRequests;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What waits for a supervisor's word, with all that there is to decide by. */
final class ApprovalRoutes {
    private final LeadPages pages;
    private final LeadViews views;

    ApprovalRoutes(LeadPages pages, LeadViews views) {
        this.pages = pages;
        this.views = views;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/approvals", Access.SUPERVISORS, this::list);
    }

    private Future<Answer> list(Call call) {
        String what = call.query("awaiting");
        if (what == null) {
            throw Problem.invalid("", "awaiting must be deal or edit or claim").refusal();
        }
        return pages.of(call, Set.of())
                .after(call.cursor(Long.MAX_VALUE), call.limit())
                .map(page -> {
                    JsonArray items = new JsonArray();
                    page.leads().stream()
                            .map(lead -> item(call, what, lead))
                            .filter(Objects::nonNull)
                            .forEach(items::add);
                    return Answer.list(
                            items, page.next() == null ? null : page.next().toString());
                });
    }

    /** Null for a lead of which nothing waits any more: who asked for it before it changed its pool asks no longer. */
    private @Nullable JsonObject item(Call call, String what, LeadStore.Stored lead) {
        JsonObject facts = lead.row().facts();
        JsonObject told = new JsonObject();
        JsonArray requests = new JsonArray();
        switch (what) {
            case "deal" -> {
                JsonObject deal = facts.getJsonObject(Facts.PENDING_DEAL).copy();
                requests.add(request(deal.getString("by"), deal.getLong("at", 0L)));
                told.put(
                        "deal",
                        deal(deal).put("kind", lead.row().factMillis(Facts.WON_AT) > 0 ? "repurchase" : "first"));
            }
            case "edit" -> {
                requests.add(request(lead.row().owner(), lead.row().factMillis(Facts.UNAPPROVED_AT)));
                told.put("changes", changes(lead.row()));
            }
            default ->
                ClaimRequests.asking(lead.row())
                        .forEach(one -> requests.add(request(one.getKey(), ((Number) one.getValue()).longValue())));
        }
        if (requests.isEmpty()) {
            return null;
        }
        JsonObject view =
                LeadJson.bytes(views.view(call, lead.row(), lead.detail())).toJsonObject();
        return told.put("lead", view).put("requests", requests);
    }

    private static JsonObject request(@Nullable String agent, long atMillis) {
        return new JsonObject().put("agent", agent).put("at", atMillis == 0 ? null : Rfc3339.text(atMillis));
    }

    private static JsonObject deal(JsonObject pending) {
        JsonObject deal = new JsonObject();
        for (String name : List.of("amount", "currency", "contract_ends_at", "external_id")) {
            deal.put(name, pending.getValue(name));
        }
        return deal;
    }

    /** What the owner has changed: each fact, and each of the firm's own fields, as it was before and is now. */
    private static JsonArray changes(LeadRow lead) {
        JsonArray changes = new JsonArray();
        for (Map.Entry<String, Object> before : lead.facts().getJsonObject(Facts.UNAPPROVED)) {
            String fact = before.getKey();
            if (fact.equals(Facts.FIELDS)) {
                fields((JsonObject) before.getValue(), lead.facts().getJsonObject(fact, new JsonObject()), changes);
            } else if (!fact.equals(Facts.GRADED_AT)) {
                changes.add(change(fact, before.getValue(), lead.facts().getValue(fact)));
            }
        }
        return changes;
    }

    private static void fields(JsonObject before, JsonObject now, JsonArray changes) {
        Set<String> names = new TreeSet<>(before.fieldNames());
        names.addAll(now.fieldNames());
        for (String name : names) {
            if (!Objects.equals(before.getValue(name), now.getValue(name))) {
                changes.add(change("fields." + name, before.getValue(name), now.getValue(name)));
            }
        }
    }

    /** A fact that was not there is an empty text or list before. */
    private static JsonObject change(String field, @Nullable Object before, @Nullable Object after) {
        boolean none = "".equals(before) || (before instanceof JsonArray list && list.isEmpty());
        return new JsonObject()
                .put("field", field)
                .put("before", none ? null : before)
                .put("after", after);
    }
}
