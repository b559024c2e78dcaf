package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of deliveries that nobody can take, and what is known of channels. */
class ChannelCareTest {
    private static final String SECRET = "between-us-only";
    private static final String POISON = "poisoned-campaign";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        String few = "dead_letters: {max_per_channel: 4}";
        first = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", few);
        second = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", few);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    /** Makes a channel whose secret is asked for in a query parameter; where it is called with it. */
    private static String hook(TestTenant firm, String id, JsonObject more) {
        JsonObject channel = new JsonObject()
                .put("id", id)
                .put("type", "generic")
                .put("name", id)
                .put("pool", "p")
                .put("secret", SECRET)
                .mergeIn(more);
        Http.Reply made = firm.admin().post("/channels", channel);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url") + "?secret=" + SECRET;
    }

    private static int deliver(TestNode node, String hook, String body) {
        return Http.await(node.as("").sendBytes("POST", hook, body.getBytes(UTF_8), ""))
                .status();
    }

    private static List<JsonObject> letters(TestTenant firm, String channel) {
        JsonArray items = firm.admin()
                .get("/channels/" + channel + "/dead-letters")
                .json()
                .getJsonArray("items");
        return items.stream().map(JsonObject.class::cast).toList();
    }

    private static List<JsonObject> awaitLetters(TestTenant firm, String channel, int count) {
        TestNode.eventually("letters are kept", () -> letters(firm, channel).size() >= count);
        return letters(firm, channel);
    }

    private static JsonObject health(TestTenant firm, String channel) {
        return firm.admin().get("/channels/" + channel + "/health").json();
    }

    @Test
    void a_lead_that_postgresql_refuses_is_kept_and_comes_in_by_a_replay_once() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "a", new JsonObject());
        String lead =
                "{\"name\":\"Jane\",\"phone\":\"+8613800138000\",\"campaign\":\"" + POISON + "\",\"token\":\"hush\"}";
        store.sql("alter table lead_detail add constraint poison check (source ->> 'campaign' <> '" + POISON + "')");
        try {
            assertThat(deliver(first, hook, lead)).isEqualTo(400);
            String letter = awaitLetters(firm, "a", 1).get(0).getString("id");
            String at = "/channels/a/dead-letters/" + letter;
            JsonObject whole = firm.admin().get(at).json();
            assertThat(whole.getBoolean("replayable")).isTrue();
            assertThat(whole.getString("body")).contains("Jane").doesNotContain("hush");
            assertThat(whole.encode()).doesNotContain(SECRET);
            assertNothingPlain(firm);

            // Nothing is mended yet: the letter stays, with today's reason.
            JsonObject again =
                    firm.admin().post(at + "/replay", new JsonObject()).json();
            assertThat(again.getString("replayed_at")).isNull();
            assertThat(again.getJsonObject("outcome").getString("result")).isEqualTo("refused");
            assertThat(store.leads(firm)).isEmpty();
        } finally {
            store.sql("alter table lead_detail drop constraint poison");
        }
        Map<String, Object> replayed = firm.admin()
                .as(firm.admin)
                .post("/channels/a/dead-letters:replay", new JsonObject())
                .json()
                .getJsonArray("items")
                .getJsonObject(0)
                .getJsonObject("outcome")
                .getMap();
        assertThat(replayed).containsEntry("result", "taken");
        assertThat(store.leads(firm)).hasSize(1);
        // All are taken care of; asked for once more, the letter says the same and no second lead comes of it.
        assertThat(firm.admin()
                        .post("/channels/a/dead-letters:replay", new JsonObject())
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
        String letter = letters(firm, "a").get(0).getString("id");
        JsonObject third = firm.admin()
                .post("/channels/a/dead-letters/" + letter + "/replay", new JsonObject())
                .json();
        assertThat(third.getJsonObject("outcome").getMap()).isEqualTo(replayed);
        assertThat(deliver(second, hook, lead)).isEqualTo(200);
        assertThat(store.leads(firm)).hasSize(1);
        store.assertAtRest(firm);
    }

    @Test
    void what_the_channel_was_not_set_up_for_comes_in_once_it_is() {
        TestTenant firm = first.tenant(second).pool("p");
        JsonObject wrong = new JsonObject().put("settings", new JsonObject().put("list", "rows"));
        String hook = hook(firm, "l", wrong);
        String body = "{\"leads\":[{\"external_id\":\"1\"},{\"name\":\"No id\"},7],\"secret\":\"" + SECRET + "\"}";
        assertThat(deliver(first, hook.replaceAll("\\?.*", ""), body)).isEqualTo(400);
        String letter = awaitLetters(firm, "l", 1).get(0).getString("id");
        JsonObject right = new JsonObject()
                .put("type", "generic")
                .put("name", "l")
                .put("pool", "p")
                .put("settings", new JsonObject().put("list", "leads"));
        assertThat(firm.admin().put("/channels/l", right).ok()).isTrue();
        firm.known();
        for (int i = 0; i < 2; i++) {
            // One of the three cannot be read still, so the letter stays; the others come in once.
            JsonObject outcome = firm.admin()
                    .post("/channels/l/dead-letters/" + letter + "/replay", new JsonObject())
                    .json()
                    .getJsonObject("outcome");
            assertThat(outcome.getBoolean("done")).isFalse();
            assertThat(outcome.getString("reason")).isEqualTo("a lead of the list is no object");
            assertThat(store.leads(firm)).hasSize(2);
        }
        // A delivery of which only a part is bad is answered well, and kept.
        assertThat(deliver(second, hook, body)).isEqualTo(200);
        assertThat(awaitLetters(firm, "l", 2).get(0).getInteger("status")).isEqualTo(200);
    }

    /** Neither the letter's table nor anything of its channel's shows what a person typed. */
    private static void assertNothingPlain(TestTenant firm) {
        for (List<Object> row : store.sql(
                "select reason, media_type, outcome::text, encode(sealed, 'escape') from dead_letter where tenant = ?",
                firm.no())) {
            assertThat(row.toString()).doesNotContain("Jane", "13800138000", POISON, SECRET);
        }
    }

    @Test
    void keeps_the_newest_letters_of_a_channel_and_none_of_strangers() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "b", new JsonObject());
        String quiet = hook(firm, "quiet", new JsonObject());
        assertThat(deliver(first, hook.replaceAll("\\?.*", ""), "{\"name\":\"Stranger\"}"))
                .isEqualTo(401);
        for (int i = 1; i <= 6; i++) {
            assertThat(deliver(i % 2 == 0 ? first : second, hook, "{\"n\":" + i + ","))
                    .isEqualTo(400);
            int sent = i;
            TestNode.eventually(
                    "it is kept",
                    () -> letters(firm, "b").stream()
                                            .mapToLong(l -> l.getInteger("size_bytes"))
                                            .count()
                                    == Math.min(4, sent)
                            && bodies(firm, "b").get(0).equals("{\"n\":" + sent + ","));
        }
        assertThat(bodies(firm, "b")).containsExactly("{\"n\":6,", "{\"n\":5,", "{\"n\":4,", "{\"n\":3,");
        assertThat(letters(firm, "quiet")).isEmpty();
        // The proof was in the query, so it had been accepted before the body was read.
        assertThat(letters(firm, "b")).allMatch(letter -> letter.getBoolean("replayable"));

        assertThat(deliver(first, quiet, "x".repeat(70_000))).isEqualTo(400);
        assertThat(deliver(first, quiet, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}"))
                .isEqualTo(413);
        List<JsonObject> cut = awaitLetters(firm, "quiet", 2);
        assertThat(cut).allMatch(letter -> letter.getBoolean("cut") && !letter.getBoolean("replayable"));
        assertThat(cut.get(0).getInteger("size_bytes")).isEqualTo((1 << 20) + 8);
        assertThat(bodies(firm, "quiet")).containsExactly("", "x".repeat(1 << 16));
        String one = cut.get(1).getString("id");
        assertThat(firm.admin()
                        .post("/channels/quiet/dead-letters/" + one + "/replay", new JsonObject())
                        .problem())
                .isEqualTo("not-replayable");

        assertThat(firm.admin().delete("/channels/b").ok()).isTrue();
        assertThat(store.count("select count(*) from dead_letter where tenant = ? and channel = 'b'", firm.no()))
                .isZero();
    }

    private static List<String> bodies(TestTenant firm, String channel) {
        return letters(firm, channel).stream()
                .map(letter -> firm.admin()
                        .get("/channels/" + channel + "/dead-letters/" + letter.getString("id"))
                        .json()
                        .getString("body"))
                .toList();
    }

    @Test
    void a_list_that_is_too_long_is_told_so_and_kept_whole() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "c", new JsonObject().put("settings", new JsonObject().put("list", "leads")));
        String leads = String.join(",", Collections.nCopies(1_001, "{\"name\":\"a\"}"));
        byte[] body = ("{\"leads\":[" + leads + "]}").getBytes(UTF_8);
        Http.Reply reply = Http.await(first.as("").sendBytes("POST", hook, body, ""));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.json().getString("detail")).isEqualTo("the list has more than 1000 leads");
        JsonObject letter = awaitLetters(firm, "c", 1).get(0);
        assertThat(letter.getBoolean("cut")).isFalse();
        assertThat(letter.getInteger("size_bytes")).isEqualTo(body.length);
    }

    @Test
    void those_of_a_list_that_cannot_be_read_are_answered_at_their_places() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "c", new JsonObject().put("settings", new JsonObject().put("list", "leads")));
        byte[] body = "{\"leads\":[\"x\",{\"name\":\"a\"},5,{\"name\":\"b\"}]}".getBytes(UTF_8);
        Http.Reply reply = Http.await(first.as("").sendBytes("POST", hook, body, ""));
        assertThat(reply.json().getJsonArray("results").stream()
                        .map(one -> ((JsonObject) one).getString("result"))
                        .toList())
                .containsExactly("refused", "accepted", "refused", "accepted");
    }

    @Test
    void what_is_compressed_is_refused_with_the_reason() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "c", new JsonObject());
        for (String path : List.of(hook, "/api/v1/leads", "/api/v1/imports?pool=p")) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + firm.admin
                    + "\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n"
                    + "Connection: close\r\n\r\n{}";
            String answer = Pipeline.exchange(first.port(), request.getBytes(UTF_8));
            assertThat(answer).as(path).startsWith("HTTP/1.1 415 ").contains("Content-Encoding");
        }
        JsonObject letter = awaitLetters(firm, "c", 1).get(0);
        assertThat(letter.getString("reason")).contains("Content-Encoding");
        assertThat(letter.getBoolean("cut")).isTrue();
    }

    @Test
    void what_comes_to_a_channel_that_is_switched_off_is_counted() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "c", new JsonObject().put("enabled", false));
        assertThat(deliver(first, hook, "{\"name\":\"a\"}")).isEqualTo(404);
        TestNode.eventually("it is counted", () -> health(firm, "c")
                .getJsonObject("hour")
                .getJsonObject("reasons")
                .equals(new JsonObject().put("disabled", 1)));
        assertThat(letters(firm, "c")).isEmpty();
    }

    @Test
    void tells_what_came_by_a_channel_on_any_node() {
        TestTenant firm = first.tenant(second).pool("p");
        String hook = hook(firm, "c", new JsonObject());
        deliver(first, hook, "{\"external_id\":\"1\"}");
        deliver(second, hook, "{\"external_id\":\"1\"}");
        deliver(second, hook, "{\"external_id\":\"2\"}");
        deliver(first, hook, "{\"is_test\":true}");
        deliver(first, hook, "{");
        deliver(first, hook.replaceAll("\\?.*", ""), "{}");
        firm.admin().post("/leads", firm.lead("p", "By hand").put("channel", "c"));
        TestNode.eventually(
                "all is counted",
                () -> health(firm, "c").getJsonObject("hour").getInteger("deliveries") == 6
                        && health(firm, "c").getJsonObject("hour").getInteger("accepted") == 3);
        JsonObject health = health(firm, "c");
        assertThat(health.getString("last_lead_at")).isNotNull();
        JsonObject counts = new JsonObject(
                "{'deliveries':6,'leads':3,'accepted':3,'duplicate':1,'merged':0,'test':1,".replace('\'', '"')
                        + "\"refused\":2,\"failed\":0,\"reasons\":{\"no_contact\":3,\"signature\":1,\"unreadable\":1}}");
        assertThat(health.getJsonObject("hour")).isEqualTo(counts.copy().put("leads_per_hour", 3.0));
        assertThat(health.getJsonObject("day")).isEqualTo(counts.copy().put("leads_per_hour", 0.13));
        assertThat(first.metric("pelagos_channel_results_total{kind=\"accepted\"}"))
                .isPositive();
    }
}
