package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leads cost whoever buys them. */
class CostTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestNode node;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        node = TestNode.start(TestEngines.postgresUrl(), redis.url());
    }

    @AfterAll
    static void stop() {
        node.close();
        redis.close();
    }

    private static String lead(TestTenant firm, String campaign, String id) {
        JsonObject lead = firm.lead("p", "Lead " + id)
                .put("channel", "ads")
                .put("external_id", id)
                .put("source", new JsonObject().put("campaign", campaign));
        Http.Reply made = firm.admin().post("/leads", lead);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json().getString("id");
    }

    private static JsonObject cost(Object date, String campaign, Object amount, String currency) {
        return new JsonObject()
                .put("date", date.toString())
                .put("channel", "ads")
                .put("campaign", campaign)
                .put("amount", amount)
                .put("currency", currency);
    }

    private static Http.Reply put(TestTenant firm, JsonObject... costs) {
        return firm.admin().post("/costs", new JsonObject().put("costs", new JsonArray(List.of(costs))));
    }

    /** Around now, whatever the hour: the leads come in on one of these days. */
    private static String days() {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        return "?from=" + today.minusDays(1) + "&to=" + today.plusDays(1);
    }

    private static TestTenant firm() {
        TestTenant firm = node.tenant().pool("p");
        Http.Reply made = firm.admin()
                .post(
                        "/channels",
                        new JsonObject("{\"id\":\"ads\",\"type\":\"generic\",\"name\":\"Ads\",\"pool\":\"p\"}"));
        assertThat(made.status()).isEqualTo(201);
        firm.known();
        return firm;
    }

    @Test
    void costs_are_set_against_the_leads_and_wins_that_they_bought() throws Exception {
        TestTenant firm = firm();
        String ann = firm.agent("ann");
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        String won = lead(firm, "spring", "1");
        lead(firm, "spring", "2");
        String bad = lead(firm, "spring", "3");
        lead(firm, "autumn", "4");
        TestNode.eventually("they can be claimed", () -> firm.visible("p").size() == 4);
        assertThat(node.as(ann)
                        .post("/pools/p/claims", new JsonObject().put("lead", won))
                        .leads())
                .containsExactly(won);
        JsonObject deal = new JsonObject().put("amount", 5000).put("currency", "CNY");
        assertThat(node.as(ann).post("/leads/" + won + "/deals", deal).ok()).isTrue();
        assertThat(firm.admin()
                        .post("/leads/" + bad + "/close", new JsonObject().put("reason", "invalid"))
                        .ok())
                .isTrue();

        assertThat(put(firm, cost(today, "spring", 999, "CNY")).ok()).isTrue();
        // Told again, it is replaced; an amount keeps its digits.
        assertThat(put(firm, cost(today, "spring", 100.1, "CNY"), cost(today.minusDays(9), "spring", 7, "CNY"))
                        .ok())
                .isTrue();
        assertThat(csv(firm, "campaign;amount\n", 400)).contains("errors");
        assertThat(csv(
                        firm,
                        "\uFEFFdate,channel,campaign,amount,currency\r\n" + today + ",ads,\"win, ter\",50,EUR\r\n",
                        200))
                .isEqualTo("{\"stored\":1}");

        JsonArray lines = firm.admin()
                .get("/stats/costs" + days() + "&by=campaign")
                .json()
                .getJsonArray("items");
        assertThat(lines.encode())
                .isEqualTo(("[{'channel':'ads','campaign':'autumn','leads':1,'valid_leads':1,'wins':0,'costs':[]},"
                                + "{'channel':'ads','campaign':'spring','leads':3,'valid_leads':2,'wins':1,'costs':[{'currency':'CNY',"
                                + "'amount':100.1,'per_lead':33.3667,'per_valid_lead':50.05,'per_win':100.1}]},"
                                + "{'channel':'ads','campaign':'win, ter','leads':0,'valid_leads':0,'wins':0,'costs':[{'currency':'EUR',"
                                + "'amount':50,'per_lead':null,'per_valid_lead':null,'per_win':null}]}]")
                        .replace('\'', '"'));
        JsonObject page = firm.admin()
                .get("/stats/costs" + days() + "&by=campaign&limit=1&cursor=1")
                .json();
        assertThat(page.getJsonArray("items").getJsonObject(0)).isEqualTo(lines.getJsonObject(1));
        assertThat(page.getString("next")).isEqualTo("2");
        JsonObject channel = firm.admin()
                .get("/stats/costs" + days())
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(channel.getInteger("leads")).isEqualTo(4);
        assertThat(channel.getJsonArray("costs")).hasSize(2);

        // As spreadsheets in China write it.
        csv(
                firm,
                ("date,channel,campaign,amount,currency\n" + today + ",ads,春,1,CNY\n").getBytes(Charset.forName("GBK")),
                200);
        assertThat(firm.admin().get("/stats/costs" + days() + "&by=campaign").body())
                .contains("\"春\"");
        assertThat(firm.admin()
                        .delete("/costs" + days() + "&channel=ads")
                        .json()
                        .getInteger("deleted"))
                .isEqualTo(3);
        assertThat(firm.admin()
                        .get("/stats/costs" + days())
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonArray("costs"))
                .isEmpty();
    }

    private static String csv(TestTenant firm, String body, int status) throws Exception {
        return csv(firm, body.getBytes(UTF_8), status);
    }

    private static String csv(TestTenant firm, byte[] body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(firm.admin().base() + "/api/v1/costs"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "text/csv")
                .header("Authorization", "Bearer " + firm.admin)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Test
    void the_refund_list_names_invalid_leads_by_the_platforms_ids_only() {
        TestTenant firm = firm();
        lead(firm, "spring", "good");
        for (String reason : List.of("invalid", "unreachable", "lost")) {
            String id = lead(firm, "spring", "x-" + reason);
            assertThat(firm.admin()
                            .post("/leads/" + id + "/close", new JsonObject().put("reason", reason))
                            .ok())
                    .isTrue();
        }
        JsonObject first =
                firm.admin().get("/stats/refunds" + days() + "&limit=1").json();
        JsonObject second = firm.admin()
                .get("/stats/refunds" + days() + "&limit=1&cursor=" + first.getString("next"))
                .json();
        assertThat(List.of(first, second))
                .extracting(page -> page.getJsonArray("items").getJsonObject(0).getString("external_id"))
                .containsExactly("x-invalid", "x-unreachable");
        assertThat(second.getString("next")).isNull();
        assertThat(first.encode()).doesNotContain("Lead x-").contains("spring");
        assertThat(firm.admin()
                        .get("/stats/refunds" + days() + "&channel=other")
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
    }

    @Test
    void refuses_costs_with_their_places_and_stores_none() {
        TestTenant firm = firm();
        JsonObject good = cost("2026-05-04", "a", 1, "CNY");
        Http.Reply twice = put(firm, good, good);
        assertThat(twice.json().getJsonArray("errors").encode()).contains("/costs/1");
        Http.Reply bad = put(firm, good, cost("2026-13-04", "b", "7", "XXZ").put("channel", "none"));
        assertThat(bad.json().getJsonArray("errors").encode())
                .contains("/costs/1/date", "/costs/1/channel", "/costs/1/amount", "/costs/1/currency");
        assertThat(firm.admin()
                        .get("/stats/costs?from=2026-05-01&to=2026-05-31")
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
    }
}
