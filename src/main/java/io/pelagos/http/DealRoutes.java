package io.pelagos.http;

import io.pelagos.deal.Deals;
import io.pelagos.deal.Money;
import io.pelagos.deal.Records;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadJson;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opportunities, contracts, payments and deals of a lead. */
public final class DealRoutes {
    private final Deals deals;
    private final Records records;
    private final Steps steps;
    private final LookLimits limits;
    private final Wishes wishes;
    private final Verdicts verdicts;

    DealRoutes(Deals deals, Records records, Steps steps, LookLimits limits, Wishes wishes, Verdicts verdicts) {
        this.deals = deals;
        this.records = records;
        this.steps = steps;
        this.limits = limits;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        String lead = "/leads/{lead}";
        api.route(HttpMethod.POST, lead + "/deals", Access.WORKERS, this::sell);
        api.route(HttpMethod.GET, lead + "/deals", Access.READERS, call -> list(call, Records::deals));
        api.route(HttpMethod.POST, lead + "/opportunities", Access.WORKERS, call -> opportunity(call, 0));
        api.route(
                HttpMethod.PUT,
                lead + "/opportunities/{opportunity}",
                Access.WORKERS,
                call -> opportunity(call, Times.version(call.path("opportunity"))));
        api.route(
                HttpMethod.GET, lead + "/opportunities", Access.READERS, call -> list(call, Records.Kind.OPPORTUNITY));
        api.route(HttpMethod.POST, lead + "/contracts", Access.WORKERS, this::contract);
        api.route(HttpMethod.GET, lead + "/contracts", Access.READERS, call -> list(call, Records.Kind.CONTRACT));
        api.route(HttpMethod.POST, lead + "/payments", Access.WORKERS, this::payment);
        api.route(HttpMethod.GET, lead + "/payments", Access.READERS, call -> list(call, Records.Kind.PAYMENT));
    }

    private static @Nullable String externalId(Document document) {
        return document.optionalText("external_id", 200);
    }

    private record Sale(Deals.Deal deal, @Nullable String note) {}

    private Future<Answer> sell(Call call) {
        Sale sale = call.body(d -> new Sale(
                new Deals.Deal(
                        Money.in(d),
                        d.has("kind") ? d.choice("kind", List.of("first", "repurchase"), null) : null,
                        Times.millis(d, "contract_ends_at"),
                        externalId(d)),
                Sealing.words(d, "note", 500)));
        boolean approves = call.principal().role() != Role.AGENT;
        return deals.sell(wishes.ofSeer(call, Sealing.said("note", sale.note)), sale.deal, approves)
                .map(verdict -> recorded(call, verdict));
    }

    /** 201; 202 for a deal that has to wait for approval, also when it is told again later. */
    private Answer recorded(Call call, Verdict verdict) {
        return verdicts.answer(
                call,
                verdict,
                moved -> {
                    boolean waits = moved.type().equals("requested");
                    return Answer.json(waits ? 202 : 201, LeadJson.bytes(verdicts.view(call, moved)));
                },
                DealRoutes::problem);
    }

    private static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "known" -> Problem.conflict("already-recorded", "Something with this external_id is there already");
            case "pending" -> Problem.conflict("deal-pending", "A deal of this lead waits for approval already");
            case "won" -> Problem.conflict("already-won", "The lead has been won before: this is a repurchase");
            case "not-won" -> Problem.conflict("not-won", "The lead has not been won yet");
            case "no-stage" -> Problem.invalid("/stage", "is not a stage of this firm");
            case "no-opportunity" -> Problem.NOT_FOUND;
            default -> Verdicts.problem(refused);
        };
    }

    private record Told(Records.Opportunity opportunity, JsonObject said) {}

    private Future<Answer> opportunity(Call call, int of) {
        Told told = call.body(d -> new Told(
                new Records.Opportunity(
                        of,
                        d.text("stage", 60),
                        d.has("probability") ? (int) d.integer("probability", 0, 100, 0) : null,
                        Money.in(d),
                        of == 0 ? externalId(d) : null),
                // What people write may name the customer: it is for who hears the lead's other words.
                Sealing.said("name", Sealing.words(d, "name", 200))));
        return records.opportunity(
                        wishes.ofSeer(call, told.said),
                        told.opportunity,
                        call.principal().agent())
                .map(verdict -> of == 0 ? recorded(call, verdict) : verdicts.lead(call, verdict, DealRoutes::problem));
    }

    private record Contract(
            @Nullable Money money,
            long at,
            long ends,
            @Nullable String externalId) {}

    private Future<Answer> contract(Call call) {
        Contract told = call.body(d -> {
            Contract read = new Contract(Money.in(d), past(d, "signed_at"), Times.millis(d, "ends_at"), externalId(d));
            if (read.ends != 0 && read.ends <= read.at) {
                d.fault("ends_at", "must be later than signed_at");
            }
            return read;
        });
        return records.contract(wishes.ofSeer(call, new JsonObject()), told.money, told.at, told.ends, told.externalId)
                .map(verdict -> recorded(call, verdict));
    }

    private record Payment(Money money, long at, @Nullable String externalId) {}

    private Future<Answer> payment(Call call) {
        Payment told = call.body(d -> {
            Money money = Money.in(d);
            if (money == null) {
                d.fault("amount", "is required");
            }
            return new Payment(
                    money == null ? new Money(BigDecimal.ZERO, "CNY") : money, past(d, "paid_at"), externalId(d));
        });
        return records.payment(wishes.ofSeer(call, new JsonObject()), told.money, told.at, told.externalId)
                .map(verdict -> recorded(call, verdict));
    }

    /** A time that has been; 0 when absent. */
    private long past(Document document, String name) {
        long millis = Times.millis(document, name);
        if (millis > steps.nowMillis()) {
            document.fault(name, "must not be in the future");
        }
        return millis;
    }

    private Future<Answer> list(Call call, Records.Kind kind) {
        return list(call, lines -> new JsonArray(Records.list(lines, kind)));
    }

    private Future<Answer> list(Call call, Function<List<JsonObject>, JsonArray> items) {
        call.onlyQuery(Set.of("limit", "cursor"), "is not a filter of this list");
        int limit = call.limit();
        long after = call.cursor(Integer.MAX_VALUE);
        return limits.lead(call)
                .compose(found -> steps.history(found.row(), found.row().version())
                        .map(lines -> page(items.apply(lines), after, limit)));
    }

    /** The items' ids are versions of the lead, and grow. */
    private static Answer page(JsonArray all, long after, int limit) {
        JsonArray items = new JsonArray();
        for (int i = 0; i < all.size(); i++) {
            JsonObject item = all.getJsonObject(i);
            if (Long.parseLong(item.getString("id")) <= after) {
                continue;
            }
            if (items.size() == limit) {
                return Answer.list(items, items.getJsonObject(limit - 1).getString("id"));
            }
            items.add(item);
        }
        return Answer.list(items, null);
    }
}
