package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Numbers of lives at random are those that are worked out lead by lead. */
class StatsRandomTest extends OneNode {
    private static Instant now;
    private static Instant from;
    private static Instant to;

    private static TestTenant firm;
    private static StatsNaive during;
    private static StatsNaive before;

    @BeforeAll
    static void live() {
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        from = now.minus(10, ChronoUnit.DAYS);
        to = now.minus(3, ChronoUnit.DAYS);
        firm = node.tenant().pool("p").pool("q");
        StatsHistory.AGENTS.forEach(firm::agent);
        for (String channel : List.of("ads", "site")) {
            JsonObject body = new JsonObject("{'type':'generic','pool':'p'}".replace('\'', '"'));
            assertThat(firm.admin()
                            .post("/channels", body.put("id", channel).put("name", channel))
                            .ok())
                    .isTrue();
        }
        firm.known();
        StatsHistory history = new StatsHistory(42, now.minus(20, ChronoUnit.DAYS), now, 500);
        history.store(store, firm.no());
        during = new StatsNaive(history.lives, from.toEpochMilli(), to.toEpochMilli());
        before = new StatsNaive(history.lives, from.minus(7, ChronoUnit.DAYS).toEpochMilli(), from.toEpochMilli());
    }

    private static JsonObject ask(String what) {
        Http.Reply reply =
                firm.admin().get("/stats/" + what + (what.contains("?") ? "&" : "?") + "from=" + from + "&to=" + to);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().getBoolean("complete")).isTrue();
        return reply.json();
    }

    private static List<JsonObject> items(JsonObject answer) {
        return answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject item(JsonObject answer, String name, String key) {
        return items(answer).stream()
                .filter(item -> java.util.Objects.equals(item.getString(name), key))
                .findFirst()
                .orElseThrow();
    }

    /** What the naive one knows is told alike. */
    private static void same(String of, JsonObject told, JsonObject naive) {
        JsonObject known = new JsonObject();
        naive.fieldNames().forEach(name -> known.put(name, told.getValue(name)));
        assertThat(plain(known)).as(of).isEqualTo(plain(naive));
    }

    private static String plain(JsonObject object) {
        Map<String, String> plain = new TreeMap<>();
        object.forEach(field -> plain.put(field.getKey(), plain(field.getValue())));
        return plain.toString();
    }

    private static String plain(Object value) {
        if (value instanceof Number number) {
            return String.format("%.3f", number.doubleValue());
        } else if (value instanceof JsonArray array) {
            return array.stream().map(one -> plain((JsonObject) one)).toList().toString();
        }
        return String.valueOf(value);
    }

    private static void steps(JsonObject item, String... names) {
        for (String name : names) {
            double sum = item.getJsonArray("series").stream()
                    .mapToDouble(step -> ((JsonObject) step).getDouble(name))
                    .sum();
            assertThat(sum).as(name).isEqualTo(item.getDouble(name), org.assertj.core.data.Offset.offset(0.001));
        }
        assertThat(item.getJsonArray("series").size()).isBetween(7, 8);
    }

    @Test
    void channels_count_as_lead_by_lead() {
        JsonObject answer = ask("channels?step=day&compare=previous");
        for (String channel : StatsHistory.CHANNELS) {
            JsonObject item = item(answer, "channel", channel);
            same("channel " + channel, item, during.channel(channel, false));
            same("earlier " + channel, item.getJsonObject("previous"), before.channel(channel, false));
            steps(item, "leads", "claimed_leads", "contacts", "won_leads");
        }
        same("all", answer.getJsonObject("total"), during.channel(null, true));
        JsonObject funnel = ask("funnel?channel=ads");
        JsonObject ads = during.channel("ads", false);
        assertThat(items(funnel).stream().map(stage -> stage.getLong("leads")).toList())
                .isEqualTo(List.of(
                                "leads",
                                "claimed_leads",
                                "contacted_leads",
                                "reached_leads",
                                "opportunity_leads",
                                "won_leads")
                        .stream()
                        .map(ads::getLong)
                        .toList());
    }

    @Test
    void a_breakdown_sums_up_to_all() {
        JsonObject answer = ask("breakdown?by=grade");
        assertThat(items(answer)).hasSize(2);
        assertThat(items(answer).stream()
                        .mapToLong(item -> item.getLong("leads"))
                        .sum())
                .isEqualTo(during.channel(null, true).getLong("leads"));
    }

    @Test
    void agents_count_as_lead_by_lead() {
        JsonObject answer = ask("agents?step=day&compare=previous");
        for (String agent : StatsHistory.AGENTS) {
            JsonObject item = item(answer, "agent", agent);
            same("agent " + agent, item, during.agent(agent));
            same("earlier " + agent, item.getJsonObject("previous"), before.agent(agent));
            steps(item, "claims", "contacts", "unworked", "wins");
        }
        List<JsonObject> board = items(ask("leaderboard?order=claims"));
        assertThat(board.stream().map(item -> item.getLong("claims")).toList())
                .isEqualTo(StatsHistory.AGENTS.stream()
                        .map(agent -> during.agent(agent).getLong("claims"))
                        .sorted((a, b) -> Long.compare(b, a))
                        .toList());
    }

    @Test
    void pools_count_as_lead_by_lead() {
        JsonObject answer = ask("pools?step=day");
        for (String pool : StatsHistory.POOLS) {
            same("pool " + pool, item(answer, "pool", pool), during.pool(pool));
            steps(item(answer, "pool", pool), "entered", "left", "taken");
        }
    }

    @Test
    void flows_shares_and_hours_count_as_lead_by_lead() {
        Map<String, Long> flow = new HashMap<>();
        for (JsonObject item : items(ask("flow"))) {
            JsonObject from = item.getJsonObject("from");
            JsonObject to = item.getJsonObject("to");
            flow.put(
                    from.getString("place") + " " + from.getString("pool") + " > " + to.getString("place") + " "
                            + to.getString("pool"),
                    item.getLong("leads"));
        }
        assertThat(flow).isEqualTo(during.flow());
        for (JsonObject pool : items(ask("fairness"))) {
            Map<String, Long> shares = new HashMap<>();
            pool.getJsonArray("shares")
                    .forEach(share ->
                            shares.put(((JsonObject) share).getString("agent"), ((JsonObject) share).getLong("taken")));
            assertThat(shares).isEqualTo(during.shares(pool.getString("pool")));
        }
        Map<String, Long> unsold = new HashMap<>();
        items(ask("unsold?min=2&limit=1000"))
                .forEach(item -> unsold.put(item.getString("lead"), item.getLong("taken")));
        assertThat(unsold).isEqualTo(during.unsold(2)).isNotEmpty();
        // What is kept for who asks next is not taken apart by an answer.
        assertThat(items(ask("unsold?min=2&limit=1000"))).isEqualTo(items(ask("unsold?min=2&limit=1000")));
        var hours = during.hours(ZoneId.of("Asia/Shanghai"));
        Map<String, Long> calls = new HashMap<>();
        hours.forEach((hour, all) -> calls.merge(hour.substring(0, hour.length() - 1), (long) all.size(), Long::sum));
        Map<String, Long> told = new HashMap<>();
        for (JsonObject item : items(ask("hours"))) {
            String hour = item.getInteger("weekday") + "/" + item.getInteger("hour");
            told.put(hour, item.getLong("calls"));
            int answered = hours.getOrDefault(hour + "+", java.util.Set.of()).size();
            assertThat(item.getLong("answered_calls")).as(hour).isEqualTo(answered);
        }
        assertThat(told).isEqualTo(calls);
    }
}
