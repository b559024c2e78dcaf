package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Pool;
import io.pelagos.stats.Counting;
import io.pelagos.stats.Counting.Of;
import io.pelagos.stats.Counting.Rows;
import io.pelagos.stats.Dimension;
import io.pelagos.stats.Fairness;
import io.pelagos.stats.Query;
import io.pelagos.stats.Sheet;
import io.pelagos.team.Agent;
import io.pelagos.team.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How leads go and who gets them: flows, hours, what is never won, fairness, and who is ahead. */
final class StatsListRoutes {
    private static final int QUESTIONS_MAX = 16;
    private static final int FLOWS_MAX = 1_000;
    private static final int WINS_SHOWN = 20;
    private static final int VALUES_MAX = 1_000;
    private static final Set<Role> BOARD = Set.of(Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.AGENT, Role.AUDITOR);
    private static final List<String> BOARD_NUMBERS = List.of("wins", "value", "contacts", "claims");
    private static final List<String> ORDERS = List.of("wins", "contacts", "claims");

    private final Counting counting;
    private final LongSupplier nowMillis;
    private final Room room = new Room(QUESTIONS_MAX, "As many numbers as allowed are being counted");

    /** Takes the time of the cells. */
    StatsListRoutes(Counting counting, LongSupplier nowMillis) {
        this.counting = counting;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/stats/flow", Access.OVERSEERS, this::flow);
        api.route(HttpMethod.GET, "/stats/hours", Access.OVERSEERS, this::hours);
        api.route(HttpMethod.GET, "/stats/unsold", Access.OVERSEERS, this::unsold);
        api.route(HttpMethod.GET, "/stats/fairness", Access.OVERSEERS, this::fairness);
        api.route(HttpMethod.GET, "/stats/leaderboard", BOARD, this::leaderboard);
    }

    private StatsQuery read(Call call, String... more) {
        return new StatsQuery(call, nowMillis.getAsLong(), more);
    }

    private Future<Answer> listed(
            Call call, Rows what, StatsQuery asked, Query query, Function<List<JsonObject>, JsonArray> shown) {
        boolean csv = asked.csv();
        return StatsRoutes.counted(call, room, () -> counting.rows(what, query)).map(listed -> {
            JsonArray items = shown.apply(listed.rows());
            String file = what.name().toLowerCase(Locale.ROOT);
            return csv
                    ? StatsCsv.answer(file, flat(items))
                    : Answer.ok(
                            Sheet.head(query.period(), false, listed.complete()).put("items", items));
        });
    }

    /** Those of its shares instead of an item that has some. */
    private static JsonArray flat(JsonArray items) {
        JsonArray flat = new JsonArray();
        for (Object one : items) {
            JsonObject item = (JsonObject) one;
            JsonArray shares = item.getJsonArray("shares");
            if (shares == null) {
                flat.add(item);
            } else {
                shares.forEach(share -> flat.add(new JsonObject()
                        .put("pool", item.getString("pool"))
                        .put("pool_gini", item.getValue("gini"))
                        .mergeIn((JsonObject) share)));
            }
        }
        return flat;
    }

    private static JsonArray array(List<JsonObject> rows) {
        return new JsonArray(List.copyOf(rows));
    }

    private Future<Answer> hours(Call call) {
        StatsQuery asked = read(call);
        return listed(call, Rows.HOURS, asked, asked.rows(1, FLOWS_MAX), StatsListRoutes::array);
    }

    private Future<Answer> flow(Call call) {
        StatsQuery asked = read(call);
        return listed(call, Rows.FLOW, asked, asked.rows(1, FLOWS_MAX), rows -> {
            JsonArray items = new JsonArray();
            rows.forEach(row -> items.add(new JsonObject()
                    .put("from", place(row.getString("from_place")))
                    .put("to", place(row.getString("to_place")))
                    .put("leads", row.getValue("leads"))));
            return items;
        });
    }

    /** Such as "pool website". */
    private static JsonObject place(String text) {
        String[] words = text.split(" ", 2);
        return new JsonObject().put("place", words[0]).put("pool", words.length == 1 ? null : words[1]);
    }

    private Future<Answer> unsold(Call call) {
        StatsQuery asked = read(call, "min", "limit");
        Query query = asked.rows(asked.number("min", 1, 1_000, 3), asked.number("limit", 1, 1_000, 50));
        return listed(call, Rows.UNSOLD, asked, query, rows -> {
            JsonArray items = new JsonArray();
            rows.forEach(kept -> {
                // Others are told of the kept one, too.
                JsonObject row = kept.copy();
                JsonObject item = new JsonObject().put("lead", String.valueOf(row.remove("id")));
                Long last = (Long) row.remove("last_taken");
                items.add(item.mergeIn(row).put("last_taken_at", last == null ? null : Rfc3339.text(last)));
            });
            return items;
        });
    }

    private Future<Answer> fairness(Call call) {
        StatsQuery asked = read(call);
        return listed(call, Rows.SHARES, asked, asked.rows(1, Integer.MAX_VALUE), rows -> {
            Map<String, List<JsonObject>> pools = new TreeMap<>();
            call.tenant().all(Pool.POOL).keySet().forEach(pool -> pools.put(pool, new ArrayList<>()));
            rows.forEach(row -> pools.computeIfAbsent(row.getString("pool"), id -> new ArrayList<>())
                    .add(row));
            JsonArray items = new JsonArray();
            pools.forEach((id, shares) -> items.add(shared(call, id, shares)));
            return items;
        });
    }

    /** Members who got nothing have a share, too. */
    private static JsonObject shared(Call call, String id, List<JsonObject> rows) {
        Map<String, JsonObject> byAgent = new HashMap<>();
        rows.forEach(row -> byAgent.put(row.getString("agent"), row));
        Pool pool = call.tenant().get(Pool.POOL, id);
        for (Agent agent : StatsSight.active(call, null).values()) {
            if (pool != null && pool.member(agent)) {
                byAgent.computeIfAbsent(agent.id(), name -> new JsonObject()
                        .put("agent", name)
                        .put("taken", 0L)
                        .put("claims", 0L));
            }
        }
        List<Long> taken =
                byAgent.values().stream().map(row -> row.getLong("taken")).toList();
        long sum = taken.stream().mapToLong(Long::longValue).sum();
        long most = taken.stream().mapToLong(Long::longValue).max().orElse(0);
        JsonArray shares = new JsonArray();
        byAgent.values().stream()
                .sorted(Comparator.comparingLong((JsonObject row) -> -row.getLong("taken"))
                        .thenComparing(row -> row.getString("agent")))
                .limit(VALUES_MAX)
                .forEach(row -> shares.add(new JsonObject()
                        .put("agent", row.getString("agent"))
                        .put("taken", row.getLong("taken"))
                        .put("claims", row.getLong("claims"))
                        .put("share_ratio", Fairness.ratio(row.getLong("taken"), sum))));
        return new JsonObject()
                .put("pool", id)
                .put("agents", byAgent.size())
                .put("taken", sum)
                .put("gini", Fairness.gini(taken))
                .put("largest_share_ratio", Fairness.ratio(most, sum))
                .put("shares", shares);
    }

    private Future<Answer> leaderboard(Call call) {
        StatsQuery asked = read(call, "order", "limit");
        boolean csv = asked.csv();
        String order = asked.word("order", ORDERS);
        int limit = asked.number("limit", 1, VALUES_MAX, 50);
        List<String> seen = StatsSight.board(call);
        Query query = asked.query(seen, null, Dimension.CHANNEL);
        Query newest = asked.rows(1, WINS_SHOWN);
        return StatsRoutes.counted(call, room, () -> counting.sheet(Of.AGENTS, query, false))
                .compose(sheet -> StatsRoutes.counted(call, room, () -> counting.rows(Rows.WINS, newest))
                        .map(wins -> {
                            JsonArray items = ranked(call, sheet, seen, order, limit);
                            return csv
                                    ? StatsCsv.answer("leaderboard", items)
                                    : Answer.ok(sheet.head().put("items", items).put("wins", wins(wins.rows(), seen)));
                        }));
    }

    /** Those who have as much have the same rank. */
    private static JsonArray ranked(Call call, Sheet sheet, @Nullable List<String> seen, String order, int limit) {
        Map<String, Agent> active = StatsSight.active(call, seen);
        Set<String> ids = new TreeSet<>(active.keySet());
        sheet.keys().stream().filter(Objects::nonNull).forEach(ids::add);
        List<JsonObject> all = ids.stream()
                .map(id -> sheet.item("agent", id))
                .sorted(Comparator.comparingDouble((JsonObject item) -> -item.getDouble(order))
                        .thenComparingDouble(item -> -item.getDouble("contacts"))
                        .thenComparing(item -> item.getString("agent")))
                .toList();
        JsonArray items = new JsonArray();
        int rank = 0;
        for (int i = 0; i < Math.min(limit, all.size()); i++) {
            JsonObject item = all.get(i);
            rank = i > 0 && all.get(i - 1).getDouble(order).equals(item.getDouble(order)) ? rank : i + 1;
            Agent agent = call.tenant().get(Agent.AGENT, item.getString("agent"));
            JsonObject shown = new JsonObject()
                    .put("agent", item.getString("agent"))
                    .put("name", agent == null ? null : agent.name())
                    .put("rank", rank);
            BOARD_NUMBERS.forEach(name -> shown.put(name, item.getValue(name)));
            items.add(shown);
        }
        return items;
    }

    /** Without the leads: whoever is ahead is told, not with whom. */
    private static JsonArray wins(List<JsonObject> rows, @Nullable List<String> seen) {
        JsonArray wins = new JsonArray();
        for (JsonObject row : rows) {
            // Null of a deal that is nobody's, such as one of a lead without an owner.
            JsonArray shares = row.getJsonArray("shares");
            JsonArray agents = new JsonArray();
            (shares == null ? new JsonArray() : shares).forEach(share -> {
                String agent = ((JsonObject) share).getString("agent");
                if (agent != null && (seen == null || seen.contains(agent))) {
                    agents.add(agent);
                }
            });
            if (!agents.isEmpty()) {
                wins.add(new JsonObject()
                        .put("at", Rfc3339.text(row.getLong("at")))
                        .put("kind", row.getBoolean("first") ? "first" : "repurchase")
                        .put("amount", row.getValue("amount"))
                        .put("currency", row.getString("currency"))
                        .put("agents", agents));
            }
        }
        return wins;
    }
}
