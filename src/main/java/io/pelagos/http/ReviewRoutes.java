package io.pelagos.http;

import io.pelagos.followup.Followup;
import io.pelagos.followup.Reviews;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What supervisors look at to find fake follow-ups of their agents. */
public final class ReviewRoutes {
    private static final int SAMPLE_EACH = 5;
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(92);
    private static final long USUAL_MILLIS = TimeUnit.DAYS.toMillis(7);

    private final Reviews reviews;
    private final ContactVault vault;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    ReviewRoutes(Reviews reviews, ContactVault vault, LongSupplier nowMillis) {
        this.reviews = reviews;
        this.vault = vault;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/followups/suspicious", Access.REVIEWERS, this::suspicious);
        api.route(HttpMethod.GET, "/followups/sample", Access.REVIEWERS, this::sample);
        api.route(HttpMethod.GET, "/agents/{agent}/integrity", Access.REVIEWERS, this::integrity);
    }

    /** From inclusive to exclusive. */
    private record Period(long from, long to) {}

    private Future<Answer> suspicious(Call call) {
        call.onlyQuery(Set.of("agent", "from", "to", "limit", "cursor"), "is not a filter of this list");
        int limit = call.limit();
        List<Long> after = call.cursors(3);
        return found(call, agents(call, call.query("agent")), period(call)).map(all -> {
            List<Reviews.Reviewed> rest = all.stream()
                    .filter(one -> !one.reasons().isEmpty() && one.verdict().isEmpty())
                    .filter(one -> after.isEmpty() || comesAfter(place(one), after))
                    .limit(limit + 1L)
                    .toList();
            JsonArray items = new JsonArray();
            rest.stream().limit(limit).forEach(one -> items.add(item(one)));
            return Answer.list(items, rest.size() > limit ? cursor(place(rest.get(limit - 1))) : null);
        });
    }

    /** What the list is ordered by. A judged one leaves the list, and the others keep their places. */
    private static List<Long> place(Reviews.Reviewed one) {
        Followup followup = one.found().followup();
        return List.of(followup.atMillis(), one.found().lead(), (long) followup.version());
    }

    private static String cursor(List<Long> place) {
        return place.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    private static boolean comesAfter(List<Long> place, List<Long> other) {
        for (int i = 0; i < place.size(); i++) {
            int order = Long.compare(place.get(i), other.get(i));
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    private Future<Answer> sample(Call call) {
        call.onlyQuery(Set.of("agent", "week"), "is not a filter of this list");
        TenantConfig tenant = call.tenant();
        Period week = week(call, tenant.tenant().zone());
        return found(call, agents(call, call.query("agent")), week).map(all -> {
            JsonArray items = new JsonArray();
            Reviews.sample(all, vault.keys(tenant.no()), SAMPLE_EACH).forEach(one -> items.add(item(one)));
            return Answer.list(items, null);
        });
    }

    private Future<Answer> integrity(Call call) {
        call.onlyQuery(Set.of("from", "to"), "is not a filter of this record");
        String agent = call.path("agent");
        List<String> agents = agents(call, agent);
        if (agents.isEmpty()) {
            throw Problem.NOT_FOUND.refusal();
        }
        Period period = period(call);
        return found(call, agents, period)
                .map(all -> Answer.ok(new JsonObject()
                        .put("agent", agent)
                        .put("from", Rfc3339.text(period.from))
                        .put("to", Rfc3339.text(period.to))
                        .put("followups", all.size())
                        .put(
                                "suspicious",
                                all.stream()
                                        .filter(one -> !one.reasons().isEmpty())
                                        .count())
                        .put(
                                "reviewed",
                                all.stream()
                                        .filter(one -> !one.verdict().isEmpty())
                                        .count())
                        .put(
                                "fake",
                                all.stream()
                                        .filter(one -> one.verdict().equals("fake"))
                                        .count())));
    }

    private Future<List<Reviews.Reviewed>> found(Call call, List<String> agents, Period period) {
        return agents.isEmpty()
                ? Future.succeededFuture(List.of())
                : reviews.of(call.tenant().no(), agents, period.from, period.to, nowMillis.getAsLong());
    }

    /** The caller's agents, or the one of them that is asked for; nobody for anybody else. */
    private static List<String> agents(Call call, @Nullable String wanted) {
        return LeadAccess.led(call.tenant(), call.principal())
                .filter(agent -> wanted == null || wanted.equals(agent))
                .toList();
    }

    private Period period(Call call) {
        long to = Times.query(call, "to", nowMillis.getAsLong());
        long from = Times.query(call, "from", to - USUAL_MILLIS);
        if (from >= to || to - from > LONGEST_MILLIS) {
            throw Problem.invalid("", "from must be before to, at most 92 days").refusal();
        }
        return new Period(from, to);
    }

    /** {@code 2026-W48}: from Monday to Sunday in the firm's zone; this week without one. */
    private Period week(Call call, ZoneId zone) {
        String text = call.query("week");
        try {
            LocalDate monday = text == null
                    ? Instant.ofEpochMilli(nowMillis.getAsLong())
                            .atZone(zone)
                            .toLocalDate()
                            .with(DayOfWeek.MONDAY)
                    : LocalDate.parse(text + "-1", DateTimeFormatter.ISO_WEEK_DATE);
            return new Period(
                    monday.atStartOfDay(zone).toInstant().toEpochMilli(),
                    monday.plusWeeks(1).atStartOfDay(zone).toInstant().toEpochMilli());
        } catch (DateTimeException e) {
            throw Problem.invalid("", "week must be a week such as 2026-W48").refusal();
        }
    }

    private static JsonObject item(Reviews.Reviewed one) {
        Followup followup = one.found().followup();
        JsonObject item = new JsonObject()
                .put("lead", Long.toString(one.found().lead()))
                .put("id", Integer.toString(followup.version()))
                .put("at", Rfc3339.text(followup.atMillis()))
                .put("agent", followup.agent())
                .put("method", followup.method())
                .put("outcome", followup.outcome())
                .put("seconds", followup.seconds())
                .put("reasons", new JsonArray(List.copyOf(one.reasons())));
        return item.put("verdict", one.verdict().isEmpty() ? null : one.verdict());
    }
}
