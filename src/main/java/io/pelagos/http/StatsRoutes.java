package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.pool.Pool;
import io.pelagos.stats.Counting;
import io.pelagos.stats.Counting.Of;
import io.pelagos.stats.Dimension;
import io.pelagos.stats.Fairness;
import io.pelagos.stats.Query;
import io.pelagos.stats.Sheet;
import io.pelagos.stats.TooMuch;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Numbers of channels, pools and agents by period, for whoever leads. */
final class StatsRoutes {
    private static final int QUESTIONS_MAX = 16;
    private static final int VALUES_MAX = 1_000;
    private static final String STOPPED = "57014";
    private static final Set<Role> WITH_AGENTS =
            Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.AUDITOR);
    /** Objects of numbers in one answer, which the node's one thread makes. */
    private static final int PLACES_MAX = 20_000;

    private static final Problem TOO_MUCH = Problem.of("too-much", 422, "That is too much to be counted at once")
            .detail("Ask for a shorter time, or for larger steps");
    /** How far leads get, in this order. */
    private static final List<String> STAGES =
            List.of("leads", "claimed_leads", "contacted_leads", "reached_leads", "opportunity_leads", "won_leads");

    private final Counting counting;
    private final LongSupplier nowMillis;
    private final Room room = new Room(QUESTIONS_MAX, "As many numbers as allowed are being counted");

    /** Takes the time of the cells. */
    StatsRoutes(Counting counting, LongSupplier nowMillis) {
        this.counting = counting;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/stats/channels", Access.ANALYSTS, this::channels);
        api.route(HttpMethod.GET, "/stats/funnel", Access.ANALYSTS, this::funnel);
        api.route(HttpMethod.GET, "/stats/breakdown", Access.ANALYSTS, this::breakdown);
        api.route(HttpMethod.GET, "/stats/pools", Access.OVERSEERS, this::pools);
        api.route(HttpMethod.GET, "/stats/agents", WITH_AGENTS, this::agents);
    }

    private StatsQuery read(Call call, String... more) {
        return new StatsQuery(call, nowMillis.getAsLong(), more);
    }

    private Future<Sheet> sheet(Call call, Of of, Query query, boolean compare) {
        return counted(call, room, () -> counting.sheet(of, query, compare));
    }

    /** At most so many at once; what takes too long is told as such. */
    static <T> Future<T> counted(Call call, Room room, Supplier<Future<T>> work) {
        return room.hold(call.tenant().no(), work).recover(failure -> {
            boolean stopped = failure instanceof PgException e && STOPPED.equals(e.getSqlState());
            return Future.failedFuture(stopped || failure instanceof TooMuch ? TOO_MUCH.refusal() : failure);
        });
    }

    private Future<Answer> channels(Call call) {
        StatsQuery asked = read(call, "until", "step", "compare");
        boolean csv = asked.csv();
        Query query = asked.query(null, null, Dimension.CHANNEL);
        return sheet(call, Of.CHANNELS, query, asked.compare())
                .map(sheet -> answer(
                        "channels",
                        "channel",
                        sheet,
                        with(sheet, call.tenant().all(Channel.CHANNEL)),
                        csv,
                        VALUES_MAX));
    }

    private Future<Answer> breakdown(Call call) {
        StatsQuery asked = read(call, "until", "step", "compare", "by", "channel", "limit");
        Dimension by = asked.by();
        if (by.text().equals("owner") && call.principal().role() == Role.MARKETER) {
            throw Problem.FORBIDDEN
                    .detail("Numbers of people are not for marketers")
                    .refusal();
        }
        boolean csv = asked.csv();
        int limit = asked.number("limit", 1, VALUES_MAX, 50);
        return sheet(call, Of.LEADS, asked.query(null, asked.channel(), by), asked.compare())
                .map(sheet -> answer("breakdown", "key", sheet, sheet.keys(), csv, limit));
    }

    private Future<Answer> pools(Call call) {
        StatsQuery asked = read(call, "step", "compare");
        boolean csv = asked.csv();
        return sheet(call, Of.POOLS, asked.query(null, null, Dimension.CHANNEL), asked.compare())
                .map(sheet ->
                        answer("pools", "pool", sheet, with(sheet, call.tenant().all(Pool.POOL)), csv, VALUES_MAX));
    }

    private Future<Answer> agents(Call call) {
        StatsQuery asked = read(call, "until", "step", "compare");
        boolean csv = asked.csv();
        List<String> seen = StatsSight.agents(call);
        return sheet(call, Of.AGENTS, asked.query(seen, null, Dimension.CHANNEL), asked.compare())
                .map(sheet ->
                        answer("agents", "agent", sheet, with(sheet, StatsSight.active(call, seen)), csv, VALUES_MAX));
    }

    /** Those that there are, and those that there are numbers of. */
    private static Collection<@Nullable String> with(Sheet sheet, Map<String, ?> configured) {
        Set<@Nullable String> keys = new LinkedHashSet<>(sheet.keys());
        keys.addAll(configured.keySet());
        return keys;
    }

    private static Answer answer(
            String file, String name, Sheet sheet, Collection<@Nullable String> keys, boolean csv, int limit) {
        List<@Nullable String> first = new ArrayList<>(keys).subList(0, Math.min(limit, keys.size()));
        if (sheet.places(first.size()) > PLACES_MAX) {
            throw TOO_MUCH.refusal();
        }
        JsonObject json = sheet.json(name, first);
        return csv
                ? StatsCsv.answer(file, json.getJsonArray("items"))
                : Answer.ok(json.put("more", keys.size() - first.size()));
    }

    /** The stages one below the other, out of the numbers of all leads. */
    private Future<Answer> funnel(Call call) {
        StatsQuery asked = read(call, "until", "step", "compare", "channel");
        boolean csv = asked.csv();
        return sheet(call, Of.LEADS, asked.query(null, asked.channel(), Dimension.CHANNEL), asked.compare())
                .map(sheet -> {
                    JsonObject total = sheet.total();
                    JsonArray items = new JsonArray();
                    for (int i = 0; i < STAGES.size(); i++) {
                        items.add(stage(total, STAGES.get(i), STAGES.get(Math.max(0, i - 1))));
                    }
                    return csv
                            ? StatsCsv.answer("funnel", items)
                            : Answer.ok(sheet.head().put("items", items));
                });
    }

    private static JsonObject stage(JsonObject total, String stage, String above) {
        JsonObject item =
                new JsonObject().put("stage", stage.equals("leads") ? "received" : stage.replace("_leads", ""));
        item.mergeIn(stageNumbers(total, stage, above));
        if (total.containsKey("previous")) {
            item.put("previous", stageNumbers(total.getJsonObject("previous"), stage, above));
        }
        JsonArray series = total.getJsonArray("series");
        if (series != null) {
            JsonArray steps = new JsonArray();
            series.forEach(one -> {
                JsonObject step = (JsonObject) one;
                JsonObject shown =
                        new JsonObject().put("at", step.getString("at")).mergeIn(stageNumbers(step, stage, above));
                if (step.containsKey("previous")) {
                    JsonObject past = step.getJsonObject("previous");
                    shown.put("previous", past == null ? null : stageNumbers(past, stage, above));
                }
                steps.add(shown);
            });
            item.put("series", steps);
        }
        return item;
    }

    private static JsonObject stageNumbers(JsonObject numbers, String stage, String above) {
        long leads = numbers.getLong(stage);
        return new JsonObject()
                .put("leads", leads)
                .put("of_received_ratio", Fairness.ratio(leads, numbers.getLong("leads")))
                .put("of_above_ratio", Fairness.ratio(leads, numbers.getLong(above)));
    }
}
