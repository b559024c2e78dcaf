package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other systems are told, by real receivers over real sockets. */
class OutgoingTest {
    private static final int PENDING_MAX = 20;
    private static final String OUTGOING =
            "outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true, timeout_millis: 3000, max_pending: "
                    + PENDING_MAX + "}";

    @TempDir
    static Path dir;

    @TempDir
    static Path other;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static CellTime time;
    private static TestReceiver receiver;
    private static int paths;

    private TestTenant firm;
    private String path;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = start(postgres);
        time = new CellTime(store, node);
        receiver = new TestReceiver();
    }

    private static TestNode start(String postgres) {
        return TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", OUTGOING);
    }

    @AfterAll
    static void stop() {
        receiver.close();
        node.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = node.tenant();
        firm.pool("p");
        time.reach();
        path = "/hook-" + ++paths;
    }

    private JsonObject webhook(String... events) {
        return new JsonObject()
                .put("id", "crm")
                .put("url", receiver.url(path))
                .put("events", new JsonArray(List.of(events)));
    }

    /** Its secret. */
    private String subscribe(JsonObject webhook) {
        Http.Reply made = firm.admin().post("/webhooks", webhook);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("secret");
    }

    private JsonObject status() {
        return firm.admin().get("/webhooks/crm/status").json();
    }

    private String claim(String agent) {
        Http.Reply reply = node.as(agent).post("/pools/p/claims", new JsonObject());
        assertThat(reply.status()).as(reply.body()).isEqualTo(201);
        return reply.leads().get(0);
    }

    private void taken(int count) {
        TestNode.eventually(count + " are taken", () -> receiver.taken(path).size() >= count);
        assertThat(receiver.taken(path)).hasSize(count);
    }

    private static Http.Reply ok(Http.Reply reply) {
        assertThat(reply.ok()).as(reply.body()).isTrue();
        return reply;
    }

    @Test
    void each_leads_events_come_in_order_though_agents_race_and_the_receiver_fails() {
        String secret = subscribe(webhook("*"));
        Set<String> failed = ConcurrentHashMap.newKeySet();
        // Every second message of a claim fails once, by an error or by silence.
        receiver.answer(
                path,
                message -> message.json().getString("type").equals("claimed")
                                && message.lead().hashCode() % 2 == 0
                                && failed.add(message.id())
                        ? failed.size() % 2 == 0 ? 500 : TestReceiver.SILENCE
                        : 204);
        List<String> agents = firm.agents(4);
        List<String> leads = firm.leads("p", 12);
        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < leads.size(); i++) {
            claims.add(node.as(agents.get(i % 4)).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        List<CompletableFuture<Http.Reply>> releases = new ArrayList<>();
        for (int i = 0; i < leads.size(); i++) {
            String won = ok(Http.await(claims.get(i))).leads().get(0);
            releases.add(node.as(agents.get(i % 4)).sendPost("/leads/" + won + "/release", new JsonObject(), ""));
        }
        Http.all(releases).forEach(OutgoingTest::ok);
        TestNode.eventually(
                "the others go on",
                () -> receiver.taken(path).size() >= 36 - 2 * failed.size()
                        && status().getInteger("failed") >= failed.size());
        assertThat(failed).isNotEmpty();
        time.pass(Duration.ofSeconds(10));
        taken(36);
        Map<String, List<Integer>> versions = receiver.taken(path).stream()
                .collect(Collectors.groupingBy(
                        TestReceiver.Message::lead,
                        Collectors.mapping(TestReceiver.Message::version, Collectors.toList())));
        assertThat(versions.keySet()).isEqualTo(new HashSet<>(leads));
        versions.values().forEach(of -> assertThat(of).containsExactly(1, 2, 3));
        assertThat(receiver.seen(path)).allMatch(message -> message.signedWith(secret));
        failed.forEach(id -> assertThat(receiver.seen(path))
                .filteredOn(message -> message.id().equals(id))
                .hasSize(2));
    }

    @Test
    void says_what_the_journal_says_and_shows_contacts_only_where_an_admin_wants_it() {
        firm.agent("max", new JsonObject().put("role", "manager"));
        Http max = node.as(firm.token("max"));
        JsonObject open = webhook("received").put("contact", true);
        assertThat(max.post("/webhooks", open).status()).isEqualTo(403);
        subscribe(webhook("received"));
        ok(firm.admin().post("/webhooks", open.copy().put("id", "whole").put("url", receiver.url(path + "/whole"))));
        Http.Reply stolen = max.put("/webhooks/whole", open.copy().put("id", "whole"));
        assertThat(stolen.status()).as("contacts to another address").isEqualTo(403);
        firm.known();
        assertThat(max.post("/webhooks/whole/secret:rotate", new JsonObject()).status())
                .as("whoever has the secret can say that he is the server")
                .isEqualTo(403);
        JsonObject lead = firm.lead("p", "Wang Wei");
        lead.getJsonObject("contact").put("phone", "+8613812341234");
        String id = ok(firm.admin().post("/leads", lead)).json().getString("id");
        TestNode.eventually(
                "both have it",
                () -> receiver.taken(path).size() == 1
                        && receiver.taken(path + "/whole").size() == 1);
        TestReceiver.Message masked = receiver.taken(path).get(0);
        assertThat(masked.body()).doesNotContain("13812341234").doesNotContain("Wang Wei");
        assertThat(masked.json().getJsonObject("view").getJsonObject("contact").getString("phone"))
                .isEqualTo("138****1234");
        JsonObject event = firm.admin()
                .get("/leads/" + id + "/events")
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(masked.json().getJsonObject("event")).isEqualTo(event);
        assertThat(masked.lead()).isEqualTo(id);
        JsonObject view = receiver.taken(path + "/whole").get(0).json().getJsonObject("view");
        assertThat(view.getJsonObject("contact").getString("phone")).isEqualTo("+8613812341234");
        assertThat(view.getBoolean("masked")).isFalse();
        assertThat(firm.admin().get("/webhooks/crm").body())
                .doesNotContain("secret")
                .doesNotContain("whsec");
    }

    @Test
    void both_secrets_sign_for_a_day_after_a_rotation() {
        String old = subscribe(webhook("received"));
        String fresh = ok(firm.admin().post("/webhooks/crm/secret:rotate", new JsonObject()))
                .json()
                .getString("secret");
        firm.known();
        firm.enter("p", 1);
        taken(1);
        TestReceiver.Message message = receiver.taken(path).get(0);
        assertThat(old).isNotEqualTo(fresh).startsWith("whsec_");
        assertThat(message.signedWith(old)).isTrue();
        assertThat(message.signedWith(fresh)).isTrue();
    }

    @Test
    void what_was_given_up_waits_for_somebody_while_the_lead_goes_on() {
        subscribe(webhook("*"));
        receiver.answer(path, message -> message.json().getString("type").equals("received") ? 500 : 204);
        String agent = firm.agents(1).get(0);
        String lead = firm.leads("p", 1).get(0);
        claim(agent);
        TestNode.eventually("it failed", () -> status().getInteger("retried") == 1);
        assertThat(status().getString("last_error")).isEqualTo("status 500");
        assertThat(receiver.taken(path)).as("the claim waits").isEmpty();
        // As if it had failed all day.
        store.sql("update outgoing_pending set attempts = 10 where tenant = ? and version = 1", firm.no());
        time.pass(Duration.ofSeconds(10));
        taken(1);
        assertThat(receiver.taken(path).get(0).version()).isEqualTo(2);
        JsonObject letter = firm.admin()
                .get("/webhooks/crm/dead-letters")
                .json()
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(letter.getString("lead")).isEqualTo(lead);
        assertThat(letter.getInteger("attempts")).isEqualTo(11);
        receiver.answer(path, message -> 204);
        String letters = "/webhooks/crm/dead-letters/" + letter.getString("id");
        assertThat(firm.admin().post(letters + "/replay", new JsonObject()).status())
                .isEqualTo(204);
        taken(2);
        assertThat(receiver.seen(path).stream()
                        .filter(message -> message.version() == 1)
                        .map(TestReceiver.Message::id)
                        .distinct())
                .hasSize(1);
        assertThat(firm.admin().delete(letters).status()).isEqualTo(404);
        assertThat(status().getInteger("dead_letters")).isZero();
    }

    @Test
    void a_receiver_that_is_gone_is_left_alone() {
        subscribe(webhook("received"));
        receiver.answer(path, message -> 410);
        firm.enter("p", 1);
        TestNode.eventually(
                "it is off", () -> !firm.admin().get("/webhooks/crm").json().getBoolean("enabled"));
        int asked = receiver.seen(path).size();
        firm.enter("p", 3);
        // Others are told what happens meanwhile, and it is not.
        String gone = path;
        path = path + "/other";
        subscribe(webhook("received").put("id", "other"));
        firm.enter("p", 1);
        taken(1);
        assertThat(receiver.seen(gone)).hasSize(asked);
    }

    @Test
    void what_is_beyond_the_bound_stays_in_the_journal_and_comes_later() {
        subscribe(webhook("received"));
        receiver.answer(path, message -> 503);
        int leads = 2 * PENDING_MAX + 5;
        firm.enter("p", leads);
        TestNode.eventually("it is full", () -> status().getInteger("pending") == PENDING_MAX);
        String position = status().getString("position");
        firm.enter("p", 1);
        TestNode.eventually("it was tried", () -> status().getInteger("retried") > 0);
        assertThat(status().getString("position")).isEqualTo(position);
        assertThat(status().getInteger("pending")).isEqualTo(PENDING_MAX);
        receiver.answer(path, message -> 204);
        TestNode.eventually("all are taken", () -> {
            time.pass(Duration.ofSeconds(10));
            return receiver.taken(path).size() == leads + 1;
        });
        assertThat(receiver.taken(path).stream().map(TestReceiver.Message::id).distinct())
                .hasSize(leads + 1);
    }

    @Test
    void another_node_repeats_what_a_dead_one_had_not_noted() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis own = TestEngines.ownRedis(other)) {
            TestNode first = TestNode.start(postgres, own.url(), "sweep_after_millis: 500", OUTGOING);
            TestTenant tenant = first.tenant().pool("p");
            receiver.answer(path, message -> TestReceiver.SILENCE);
            ok(tenant.admin().post("/webhooks", webhook("received")));
            tenant.enter("p", 1);
            TestNode.eventually("it is told", () -> !receiver.seen(path).isEmpty());
            try (TestNode second = TestNode.start(postgres, own.url(), "sweep_after_millis: 500", OUTGOING)) {
                TestNode.await(first.die());
                receiver.answer(path, message -> 204);
                TestNode.eventually(
                        "it is told again", () -> !receiver.taken(path).isEmpty());
                assertThat(second.port()).isPositive();
            }
        }
        taken(1);
        assertThat(receiver.seen(path).stream().map(TestReceiver.Message::id).distinct())
                .hasSize(1);
    }

    @Test
    void tells_again_from_a_place_or_a_time() {
        subscribe(webhook("received", "claimed"));
        String begin = status().getString("position");
        String agent = firm.agents(1).get(0);
        firm.leads("p", 2);
        claim(agent);
        taken(3);
        Http.Reply set = firm.admin().post("/webhooks/crm/replay", new JsonObject().put("from", begin));
        assertThat(set.status()).as(set.body()).isEqualTo(200);
        taken(6);
        long hourAgo = time.nowMillis() - 3_600_000;
        ok(firm.admin().post("/webhooks/crm/replay", new JsonObject().put("from", Rfc3339.text(hourAgo))));
        taken(9);
        Map<String, Long> times = receiver.taken(path).stream()
                .collect(Collectors.groupingBy(TestReceiver.Message::id, Collectors.counting()));
        assertThat(times.values()).containsExactly(3L, 3L, 3L);
        assertThat(firm.admin()
                        .post("/webhooks/crm/replay", new JsonObject().put("from", "77-1-1"))
                        .status())
                .isEqualTo(400);
        String later = Rfc3339.text(time.nowMillis() + 3_600_000);
        ok(firm.admin().post("/webhooks/crm/replay", new JsonObject().put("from", later)));
        firm.enter("p", 1);
        taken(10);
    }

    @Test
    void ad_platforms_hear_what_became_of_their_leads_in_their_own_words() {
        JsonObject body = new JsonObject()
                .put("event", "{name}")
                .put("click", "{click_id}")
                .put("at", "{time_seconds}")
                .put("value", new JsonObject().put("amount", "{amount}").put("text", "{amount} {currency}"));
        JsonObject names = new JsonObject().put("won", "Purchase").put("followed_up.interested", "Contact");
        JsonObject hook = new JsonObject()
                .put("id", "crm")
                .put("url", receiver.url(path))
                .put("format", "conversions")
                .put("headers", new JsonObject().put("Access-Token", "for the platform only"))
                .put("conversion", new JsonObject().put("names", names).put("body", body));
        JsonObject unknown = hook.copy();
        unknown.getJsonObject("conversion").getJsonObject("body").put("phone", "{phone}");
        Http.Reply refused = firm.admin().post("/webhooks", unknown);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("/conversion/body/phone");
        subscribe(hook);
        assertThat(firm.admin().get("/webhooks/crm").body()).doesNotContain("for the platform only");
        assertThat(store.sql("select doc::text from config where section = 'webhook'")
                        .toString())
                .doesNotContain("for the platform only");
        String agent = firm.agents(1).get(0);
        // The second came without a click: nobody could tell which it was.
        for (JsonObject source : List.of(new JsonObject().put("click_id", "c-7"), new JsonObject())) {
            ok(firm.admin().post("/leads", firm.lead("p", "Li").put("source", source)));
        }
        TestNode.eventually("they are there", () -> firm.visible("p").size() == 2);
        List<String> leads = IntStream.range(0, 2).mapToObj(i -> claim(agent)).toList();
        for (String outcome : List.of("no_answer", "interested")) {
            leads.forEach(lead -> ok(node.as(agent)
                    .post(
                            "/leads/" + lead + "/followups",
                            new JsonObject()
                                    .put("method", "call")
                                    .put("outcome", outcome)
                                    .put("content", "Words"))));
        }
        JsonObject deal = new JsonObject().put("amount", 1200.5).put("currency", "CNY");
        leads.forEach(lead -> ok(node.as(agent).post("/leads/" + lead + "/deals", deal)));
        TestNode.eventually(
                "all is through",
                () -> status().getInteger("pending") == 0
                        && receiver.taken(path).size() == 2);
        List<TestReceiver.Message> told = receiver.taken(path);
        assertThat(told.stream().map(message -> message.json().getString("event")))
                .containsExactly("Contact", "Purchase");
        assertThat(told)
                .allMatch(message -> message.json().getString("click").equals("c-7")
                        && message.headers().get("access-token").equals("for the platform only"));
        JsonObject value = told.get(1).json().getJsonObject("value");
        assertThat(value.getDouble("amount")).isEqualTo(1200.5);
        assertThat(value.getString("text")).isEqualTo("1200.5 CNY");
        assertThat(told.get(0).json().getJsonObject("value").getValue("amount")).isNull();
    }

    @Test
    void an_address_inside_is_refused_when_it_is_saved() {
        for (String url : List.of(
                "http://10.0.0.1/",
                "http://169.254.169.254/latest",
                "http://[::1]/",
                "http://127.0.0.1:22/",
                "ftp://a/")) {
            Http.Reply refused = firm.admin().post("/webhooks", webhook("*").put("url", url));
            assertThat(refused.status()).as(url).isEqualTo(400);
            assertThat(refused.body()).contains("/url");
        }
        subscribe(webhook("*"));
        Http.Reply changed = firm.admin().put("/webhooks/crm", webhook("*").put("url", "http://192.168.0.1/"));
        assertThat(changed.status()).isEqualTo(400);
    }
}
