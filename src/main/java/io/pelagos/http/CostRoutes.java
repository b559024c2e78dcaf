package io.pelagos.http;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.pelagos.channel.Channel;
import io.pelagos.cost.AdCost;
import io.pelagos.cost.AdCosts;
import io.pelagos.cost.LeadCosts;
import io.pelagos.exchange.Encoding;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Document;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What advertising costs, and what it brings. */
final class CostRoutes {
    private static final Set<Role> WRITERS = Set.of(Role.ADMIN, Role.MANAGER, Role.MARKETER, Role.INTEGRATION);
    private static final Set<String> TYPES = Set.of(Answer.JSON, "text/csv");
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int COSTS_MAX = 5_000;
    private static final int DAYS_MAX = 366;
    private static final int LINES_MAX = 1_000_000;
    private static final List<String> BY =
            Stream.of(LeadCosts.By.values()).map(LeadCosts.By::text).toList();

    private final AdCosts costs;
    private final LeadCosts leads;
    private final ConfigWrites writes;

    CostRoutes(AdCosts costs, LeadCosts leads, ConfigWrites writes) {
        this.costs = costs;
        this.leads = leads;
        this.writes = writes;
    }

    void register(Api api) {
        api.route(HttpMethod.POST, "/costs", WRITERS, TYPES, BODY_BYTES_MAX, this::put);
        api.route(HttpMethod.DELETE, "/costs", WRITERS, this::delete);
        api.route(HttpMethod.GET, "/stats/costs", Access.ANALYSTS, this::sums);
        api.route(HttpMethod.GET, "/stats/refunds", Access.ANALYSTS, this::refunds);
    }

    private Future<Answer> put(Call call) {
        String type = call.contentType();
        JsonObject body = type != null && type.regionMatches(true, 0, "text/csv", 0, 8) ? csv(call) : call.json();
        List<AdCost> told = Document.read(body, document -> read(document, call));
        return writes.once(
                call, transaction -> costs.put(transaction, call.tenant().no(), told)
                        .map(stored -> Answer.ok(new JsonObject().put("stored", told.size()))));
    }

    private Future<Answer> delete(Call call) {
        call.onlyQuery(Set.of("from", "to", "channel"), "does not tell costs from others");
        LeadCosts.Days days = days(call);
        return writes.once(
                call, transaction -> costs.delete(transaction, call.tenant().no(), days, call.query("channel"))
                        .map(deleted -> Answer.ok(new JsonObject().put("deleted", deleted))));
    }

    private static List<AdCost> read(Document document, Call call) {
        List<AdCost> told = document.list("costs", COSTS_MAX, AdCost::read);
        if (told.isEmpty() && !document.faulty("costs")) {
            document.fault("costs", "must have at least one item");
        }
        for (int i = 0; i < told.size(); i++) {
            String channel = told.get(i).channel();
            if (!channel.isEmpty() && call.tenant().get(Channel.CHANNEL, channel) == null) {
                document.fault("costs/" + i + "/channel", "there is no such channel");
            }
        }
        int twice = AdCosts.twice(told);
        if (twice >= 0 && !document.faulty("costs")) {
            document.fault("costs/" + twice, "is there twice");
        }
        return told;
    }

    /** The same as JSON: a line of names, then a line for each cost. */
    private static JsonObject csv(Call call) {
        JsonArray items = new JsonArray();
        try (CsvReader<NamedCsvRecord> lines = CsvReader.builder()
                .ofNamedCsvRecord(Encoding.decoded(call.bytes().getBytes()))) {
            for (NamedCsvRecord line : lines) {
                JsonObject item = new JsonObject();
                for (Map.Entry<String, String> field : line.getFieldsAsMap().entrySet()) {
                    String value = field.getValue().strip();
                    if (!value.isEmpty()) {
                        item.put(
                                field.getKey().strip(),
                                field.getKey().strip().equals("amount") ? number(value) : value);
                    }
                }
                items.add(item);
            }
        } catch (CsvParseException | java.io.IOException e) {
            throw Problem.invalid("", "the body is not CSV with a line of names")
                    .refusal();
        }
        return new JsonObject().put("costs", items);
    }

    /** What is no number stays a text, which is refused with its place. */
    private static Object number(String text) {
        return text.matches("\\d{1,20}(\\.\\d{1,10})?") ? new BigDecimal(text) : text;
    }

    private LeadCosts.Days days(Call call) {
        LocalDate from = Times.date(call, "from");
        LocalDate to = Times.date(call, "to");
        if (from == null || to == null) {
            throw Problem.invalid("", "from and to are required").refusal();
        }
        if (to.isBefore(from) || to.isAfter(from.plusDays(DAYS_MAX - 1))) {
            throw Problem.invalid("", "to must not be before from, nor " + DAYS_MAX + " days after it")
                    .refusal();
        }
        return new LeadCosts.Days(from, to, call.tenant().tenant().zone());
    }

    private Future<Answer> sums(Call call) {
        call.onlyQuery(Set.of("from", "to", "by", "limit", "cursor"), "is not a parameter of these numbers");
        String by = call.query("by");
        if (by != null && !BY.contains(by)) {
            throw Problem.invalid("", "by must be one of " + String.join(", ", BY))
                    .refusal();
        }
        LeadCosts.By what = by == null ? LeadCosts.By.CHANNEL : LeadCosts.By.valueOf(by.toUpperCase(Locale.ROOT));
        int skip = (int) call.cursor(LINES_MAX);
        int limit = call.limit();
        return leads.sums(call.tenant().no(), days(call), what, skip, limit + 1).map(found -> {
            JsonArray items = new JsonArray();
            found.stream().limit(limit).forEach(line -> items.add(json(line, what)));
            return Answer.list(items, found.size() > limit ? Integer.toString(skip + limit) : null);
        });
    }

    private static JsonObject json(LeadCosts.Line line, LeadCosts.By by) {
        JsonArray costs = new JsonArray();
        line.costs()
                .forEach(cost -> costs.add(new JsonObject()
                        .put("currency", cost.currency())
                        .put("amount", cost.amount())
                        .put("per_lead", cost.per(line.leads()))
                        .put("per_valid_lead", cost.per(line.valid()))
                        .put("per_win", cost.per(line.wins()))));
        JsonObject json = new JsonObject().put("channel", orNull(line.channel()));
        if (by != LeadCosts.By.CHANNEL) {
            json.put(by.text(), orNull(line.name()));
        }
        return json.put("leads", line.leads())
                .put("valid_leads", line.valid())
                .put("wins", line.wins())
                .put("costs", costs);
    }

    private Future<Answer> refunds(Call call) {
        call.onlyQuery(Set.of("from", "to", "channel", "limit", "cursor"), "is not a parameter of this list");
        int limit = call.limit();
        return leads.refunds(
                        call.tenant().no(),
                        days(call),
                        call.query("channel"),
                        call.cursor(Long.MAX_VALUE - 1),
                        limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(refund -> items.add(json(refund)));
                    return Answer.list(
                            items,
                            found.size() > limit
                                    ? Long.toString(found.get(limit - 1).lead())
                                    : null);
                });
    }

    private static JsonObject json(LeadCosts.Refund refund) {
        return new JsonObject()
                .put("lead", Long.toString(refund.lead()))
                .put("channel", refund.channel())
                .put("external_id", refund.externalId())
                .put("source", refund.source())
                .put("reason", refund.reason())
                .put("created_at", Rfc3339.text(refund.createdAtMillis()))
                .put("closed_at", Rfc3339.text(refund.closedAtMillis()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
