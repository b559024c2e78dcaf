package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What managers are told of a small history that is known by heart. */
class StatsTest extends LeadLife {
    private static final JsonObject SITE =
            new JsonObject("{\"id\":\"site\",\"name\":\"Site\",\"type\":\"generic\",\"pool\":\"p\"}");

    private String ann;
    private String bo;
    private String boss;
    private long beganMillis;

    /** Five leads in p by a channel, one of which comes twice, and one in q by none. */
    private List<String> history() {
        firm.pool("p").pool("q");
        ok(firm.admin().post("/channels", SITE));
        ok(firm.admin().post("/teams", new JsonObject("{\"id\":\"south\",\"name\":\"South\"}")));
        ok(firm.admin().post("/teams", new JsonObject("{\"id\":\"north\",\"name\":\"North\"}")));
        ann = firm.agent("ann", new JsonObject("{\"team\":\"south\"}"));
        bo = firm.agent("bo", new JsonObject("{\"team\":\"north\"}"));
        boss = firm.agent("boss", new JsonObject("{\"team\":\"south\",\"role\":\"supervisor\"}"));
        beganMillis = System.currentTimeMillis() - 1_000;
        List<String> leads =
                List.of(enter("1", "A"), enter("2", "A"), enter("3", "B"), enter("4", "=1"), enter("5", "B"));
        assertThat(firm.admin().post("/leads", body("1", "A")).status()).isEqualTo(409);
        String other =
                ok(firm.admin().post("/leads", firm.lead("q", "Other"))).json().getString("id");
        TestNode.eventually(
                "they can be claimed",
                () -> firm.visible("p").size() == 5 && firm.visible("q").size() == 1);
        work(leads);
        return List.of(leads.get(0), leads.get(1), leads.get(2), leads.get(3), leads.get(4), other);
    }

    private static JsonObject body(String id, String grade) {
        return new JsonObject()
                .put("channel", "site")
                .put("external_id", id)
                .put("grade", grade)
                .put("contact", new JsonObject().put("name", "Lead " + id));
    }

    private String enter(String id, String grade) {
        return ok(firm.admin().post("/leads", body(id, grade))).json().getString("id");
    }

    private void claim(String agent, String pool, String lead) {
        assertThat(node.as(agent)
                        .post("/pools/" + pool + "/claims", new JsonObject().put("lead", lead))
                        .leads())
                .containsExactly(lead);
    }

    private void call(String agent, String lead, String outcome) {
        ok(node.as(agent).post("/leads/" + lead + "/followups", followup(outcome)));
    }

    private void work(List<String> leads) {
        time.pass(Duration.ofHours(1));
        claim(ann, "p", leads.get(0));
        claim(ann, "p", leads.get(1));
        claim(bo, "p", leads.get(2));
        time.pass(Duration.ofMinutes(10));
        call(ann, leads.get(0), "no_answer");
        call(ann, leads.get(0), "interested");
        call(ann, leads.get(1), "busy");
        time.pass(Duration.ofMinutes(50));
        // Bo gives one back that he has not worked on; ann one that she has.
        ok(node.as(bo).post("/leads/" + leads.get(2) + "/release", new JsonObject()));
        ok(node.as(ann).post("/leads/" + leads.get(1) + "/release", new JsonObject()));
        ok(node.as(ann)
                .post("/leads/" + leads.get(0) + "/deals", new JsonObject("{\"amount\":5000.5,\"currency\":\"CNY\"}")));
        ok(firm.admin().post("/leads/" + leads.get(3) + "/move", new JsonObject("{\"pool\":\"q\"}")));
        ok(firm.admin().post("/leads/" + leads.get(4) + "/close", new JsonObject("{\"reason\":\"invalid\"}")));
        time.pass(Duration.ofHours(1));
        ok(firm.admin().post("/leads/" + leads.get(1) + "/assign", new JsonObject("{\"agent\":\"bo\"}")));
        call(bo, leads.get(1), "reached");
    }

    private String period() {
        return "from=" + Instant.ofEpochMilli(beganMillis) + "&to=" + Instant.ofEpochMilli(time.nowMillis() + 60_000);
    }

    private JsonObject ask(String path) {
        return ok(firm.admin().get("/stats/" + path + (path.contains("?") ? "&" : "?") + period()))
                .json();
    }

    private static JsonObject item(JsonObject answer, String name, String key) {
        return answer.getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(item -> Objects.equals(item.getString(name), key))
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " in " + answer.encode()));
    }

    /** All of these fields, written as JSON with single quotes. */
    private static void tells(JsonObject item, String json) {
        JsonObject wanted = new JsonObject(json.replace('\'', '"'));
        JsonObject told = new JsonObject();
        wanted.fieldNames().forEach(name -> told.put(name, item.getValue(name)));
        assertThat(told.encode()).isEqualTo(wanted.encode());
    }

    private static void about(Object seconds, long wanted) {
        assertThat(((Number) seconds).longValue()).isBetween(wanted - 5, wanted + 60);
    }

    @Test
    void tells_of_channels_pools_and_agents_what_has_happened() {
        time.toMorning();
        long ahead = time.ahead().toSeconds();
        List<String> leads = history();

        TestNode.eventually(
                "what came is counted",
                () -> store.count("select coalesce(sum(n), 0) from channel_sum where tenant = ?", firm.no()) == 6);
        JsonObject channels = ask("channels");
        JsonObject site = item(channels, "channel", "site");
        tells(
                site,
                "{'leads':5,'invalid_leads':1,'claimed_leads':3,'contacted_leads':2,'reached_leads':2,'opportunity_leads':0,"
                        + "'won_leads':1,'contacts':4,'contacts_per_lead':0.8,'conversion_ratio':0.2,"
                        + "'value':[{'currency':'CNY','amount':5000.5}]}");
        about(site.getValue("median_time_to_claim_seconds"), 3_600 + ahead);
        about(site.getValue("median_time_to_first_contact_seconds"), 4_200 + ahead);
        tells(
                item(channels, "channel", null),
                "{'leads':1,'claimed_leads':0,'median_time_to_claim_seconds':null,'conversion_ratio':0,'value':[]}");
        tells(channels.getJsonObject("total"), "{'leads':6,'won_leads':1,'contacts':4}");
        // By the quarter of an hour as it came: a whole day around.
        JsonObject day = firm.admin()
                .get("/stats/channels?from=" + Instant.ofEpochMilli(beganMillis - 86_400_000) + "&to="
                        + Instant.ofEpochMilli(time.nowMillis() + 86_400_000))
                .json();
        tells(item(day, "channel", "site"), "{'accepted':5,'duplicates':1,'merged':0,'duplicate_ratio':0.1667}");

        assertThat(ask("funnel").getJsonArray("items").stream()
                        .map(stage -> ((JsonObject) stage).getInteger("leads"))
                        .toList())
                .isEqualTo(List.of(6, 3, 2, 2, 0, 1));
        JsonObject grades = ask("breakdown?by=grade&channel=site");
        tells(item(grades, "key", "A"), "{'leads':2,'won_leads':1}");
        tells(item(grades, "key", "B"), "{'leads':2,'claimed_leads':1}");

        JsonObject agents = ask("agents");
        tells(
                item(agents, "agent", "ann"),
                "{'claims':2,'assignments':0,'contacts':3,'calls':3,'answered_calls':1,'first_contacts':2,"
                        + "'released':1,'recycled':0,'unworked':0,'wins':1,'answered_ratio':0.3333,'contacted_ratio':1,'unworked_ratio':0,"
                        + "'win_ratio':0.5,'value':[{'currency':'CNY','amount':5000.5}]}");
        about(item(agents, "agent", "ann").getValue("median_time_to_first_contact_seconds"), 600);
        tells(
                item(agents, "agent", "bo"),
                "{'claims':1,'assignments':1,'contacts':1,'first_contacts':1,'released':1,'unworked':1,'wins':0,"
                        + "'unworked_ratio':0.5,'value':[]}");

        JsonObject pools = ask("pools");
        tells(
                item(pools, "pool", "q"),
                "{'entered':2,'received':1,'left':0,'stock_at_start':0,'stock_at_end':2,'stock_now':2,'taken':0}");
        JsonObject p = item(pools, "pool", "p");
        tells(
                p,
                "{'entered':7,'received':5,'released':2,'recycled':0,'taken':4,'claims':3,'left':6,'closed':1,'wins':1,'loss_ratio':0.5,'stock_at_end':1,'stock_now':1}");

        JsonObject flow = ask("flow");
        assertThat(flow.encode())
                .contains(
                        "{\"from\":{\"place\":\"pool\",\"pool\":\"p\"},\"to\":{\"place\":\"pool\",\"pool\":\"q\"},\"leads\":1}",
                        "{\"from\":{\"place\":\"pool\",\"pool\":\"p\"},\"to\":{\"place\":\"agents\",\"pool\":\"p\"},\"leads\":4}");
        assertThat(ask("hours").getJsonArray("items").stream()
                        .mapToInt(hour -> ((JsonObject) hour).getInteger("calls"))
                        .sum())
                .isEqualTo(4);
        JsonArray unsold = ask("unsold?min=2").getJsonArray("items");
        assertThat(unsold).hasSize(1);
        tells(
                unsold.getJsonObject(0),
                "{'lead':'" + leads.get(1)
                        + "','owner':'bo','taken':2,'agents':2,'contacts':2,'last_outcome':'reached'}");
        // Two of ann's, two of bo's, none of nobody's.
        tells(item(ask("fairness"), "pool", "p"), "{'agents':2,'taken':4,'gini':0,'largest_share_ratio':0.5}");
        JsonObject board = ask("leaderboard");
        tells(board.getJsonArray("items").getJsonObject(0), "{'agent':'ann','rank':1,'wins':1}");
        tells(
                board.getJsonArray("wins").getJsonObject(0),
                "{'kind':'first','amount':5000.5,'currency':'CNY','agents':['ann']}");
        rights();
        tables();
        toolsReadTheViewsAndNothingElse();
    }

    private Set<String> seen(String token, String path) {
        Set<String> seen = new TreeSet<>();
        items(node.as(token).get("/stats/" + path + "?" + period())).forEach(item -> seen.add(item.getString("agent")));
        return seen;
    }

    private void rights() {
        assertThat(seen(boss, "agents")).containsExactly("ann");
        assertThat(seen(ann, "agents")).containsExactly("ann");
        assertThat(seen(ann, "leaderboard")).containsExactly("ann", "bo");
        JsonObject tenant = firm.admin().get("/tenant").json();
        ok(firm.admin()
                .put(
                        "/tenant",
                        tenant.copy()
                                .put("stats", new JsonObject("{\"leaderboard\":\"team\",\"unanswered\":[\"busy\"]}"))));
        firm.known();
        assertThat(seen(ann, "leaderboard")).containsExactly("ann");
        // What counts as answered is the firm's word.
        assertThat(item(ask("agents"), "agent", "ann").getInteger("answered_calls"))
                .isEqualTo(2);
        ok(firm.admin().put("/tenant", tenant.copy().put("stats", new JsonObject("{\"leaderboard\":\"none\"}"))));
        firm.known();
        assertThat(node.as(ann).get("/stats/leaderboard?" + period()).status()).isEqualTo(403);
        assertThat(firm.admin()
                        .put("/tenant", tenant.copy().put("stats", new JsonObject("{\"leaderboard\":\"all\"}")))
                        .body())
                .contains("/stats/leaderboard");
        String market = firm.agent("mia", new JsonObject("{\"role\":\"marketer\"}"));
        assertThat(node.as(market).get("/stats/breakdown?by=owner").status()).isEqualTo(403);
        assertThat(node.as(market).get("/stats/breakdown?by=campaign").status()).isEqualTo(200);
    }

    private void tables() {
        String csv = firm.admin()
                .get("/stats/breakdown?by=grade&format=csv&" + period())
                .body();
        assertThat(csv)
                .startsWith("\uFEFFkey,leads,invalid_leads,")
                .contains("value_CNY", "\r\nA,2,0,2,", "\r\n'=1,1,0,0,");
        String steps = firm.admin()
                .get("/stats/channels?step=day&compare=previous&format=csv&" + period())
                .body();
        assertThat(steps.lines().findFirst().orElseThrow())
                .startsWith("\uFEFFchannel,at,leads,")
                .contains(",previous_leads,");
        assertThat(get(firm.admin().base() + "/api/v1/stats/hours")
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""))
                .isEqualTo("text/csv;charset=utf-8");
    }

    private HttpResponse<String> get(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + firm.admin)
                .header("Accept", "text/csv")
                .build();
        return Http.await(HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
    }

    /** As docs/bi.md says how such a role is made. */
    private void toolsReadTheViewsAndNothingElse() {
        store.sql("drop role if exists report");
        store.sql("create role report");
        store.sql("grant usage on schema bi to report");
        store.sql("grant select on all tables in schema bi to report");
        List<String> views = store
                .sql("select table_name::text from information_schema.views where table_schema = 'bi' order by 1")
                .stream()
                .map(row -> (String) row.get(0))
                .toList();
        assertThat(views)
                .containsExactly(
                        "channel_arrivals", "contacts", "costs", "deal_shares", "deals", "events", "leads", "names");
        try (Connection connection = TestEngines.connect(store.postgresUrl());
                var statement = connection.createStatement()) {
            statement.execute("set role report");
            for (String view : views) {
                try (var rows = statement.executeQuery(
                        "select count(*) from bi." + view + " where tenant = '" + firm.id + "'")) {
                    rows.next();
                    assertThat(rows.getInt(1))
                            .as(view)
                            .isEqualTo(
                                    switch (view) {
                                        case "leads" -> 6;
                                        case "contacts" -> 4;
                                        case "deals", "deal_shares" -> 1;
                                        case "costs" -> 0;
                                        default -> rows.getInt(1);
                                    });
                    assertThat(rows.getInt(1) > 0).as(view).isEqualTo(!view.equals("costs"));
                }
            }
            for (String table : List.of("lead", "lead_detail", "lead_event", "journal", "config", "token")) {
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> statement.execute("select * from " + table))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        store.sql("drop owned by report");
        store.sql("drop role report");
    }

    @Test
    void follows_the_journal_round_after_round_though_nobody_asks() {
        firm.pool("p");
        ok(firm.admin().post("/channels", SITE));
        int moreThanARound = 510;
        for (int i = 0; i < moreThanARound; i++) {
            enter("many-" + i, "A");
        }
        TestNode.eventually("all lines have been followed", () -> store.sql(
                        "select count(*)::int from bi.events where tenant = '" + firm.id + "'")
                .get(0)
                .get(0)
                .equals(moreThanARound));
    }

    @Test
    void a_follow_up_that_was_made_up_counts_nowhere_and_the_period_before_is_told_beside() {
        time.toMorning();
        history();
        String fake = claimed();
        call(ann, fake, "reached");
        int version = ok(firm.admin().get("/leads/" + fake)).json().getInteger("version");
        assertThat(item(ask("agents"), "agent", "ann").getInteger("contacts")).isEqualTo(4);
        ok(firm.admin()
                .post(
                        "/leads/" + fake + "/followups/" + version + "/review",
                        new JsonObject("{\"verdict\":\"fake\"}")));
        // Another moment is another question: what was counted is kept for some seconds.
        time.pass(Duration.ofMinutes(1));
        assertThat(item(ask("agents"), "agent", "ann").getInteger("contacts")).isEqualTo(3);

        long to = time.nowMillis();
        long length = to - beganMillis;
        time.pass(Duration.ofMillis(length));
        JsonObject later = ok(firm.admin()
                        .get("/stats/agents?compare=previous&from=" + Instant.ofEpochMilli(to) + "&to="
                                + Instant.ofEpochMilli(to + length)))
                .json();
        tells(item(later, "agent", "ann"), "{'claims':0,'contacts':0,'wins':0}");
        tells(item(later, "agent", "ann").getJsonObject("previous"), "{'claims':3,'contacts':3,'wins':1}");
        assertThat(later.getJsonObject("previous").getString("from"))
                .isEqualTo(io.pelagos.lead.Rfc3339.text(beganMillis));
    }

    private String claimed() {
        String lead = firm.visible("q").get(0);
        claim(ann, "q", lead);
        return lead;
    }

    @Test
    void refuses_what_it_cannot_count() {
        for (String bad : List.of(
                "from=x",
                "step=year",
                "compare=next",
                "format=pdf",
                "from=2026-05-02&to=2026-05-01",
                "from=2020-01-01&to=2026-01-01",
                "step=hour&from=2026-01-01&to=2026-12-01",
                "from=2026-01-01&to=2026-01-02&until=2026-01-01",
                "colour=red",
                "from=1999-01-01&to=1999-01-02")) {
            Http.Reply reply = firm.admin().get("/stats/channels?" + bad);
            assertThat(reply.toString()).as(bad).isEqualTo("400 invalid-request");
        }
        assertThat(firm.admin().get("/stats/breakdown?by=contact.phone").problem())
                .isEqualTo("invalid-request");
        assertThat(firm.admin().get("/stats/unsold?min=0").problem()).isEqualTo("invalid-request");
        assertThat(firm.admin().get("/stats/funnel?channel=none").problem()).isEqualTo("invalid-request");
    }
}
