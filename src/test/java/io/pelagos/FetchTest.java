package io.pelagos;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.fixture;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.TestPlatform.Said;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.Secrets;
import io.pelagos.platform.AddressGuard;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leads of which a platform tells only the id: kept before they are acknowledged, fetched whatever happens. */
class FetchTest {
    static final String SECRET = "s3cret";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestPlatform platform;
    private static TestNode first;
    private static TestNode second;

    private TestTenant firm;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        platform = new TestPlatform();
        String fetch = "outgoing: {allow_private: true, allow_http: true, timeout_millis: 1500}";
        first = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", fetch);
        second = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", fetch);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        platform.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = first.tenant(second).pool("p");
    }

    private static JsonObject meta() {
        return new JsonObject()
                .put("type", "meta")
                .put("name", "Meta")
                .put("pool", "p")
                .put("default_region", "CN")
                .put("secret", SECRET)
                .put("credentials", new JsonObject().put("page_token", "old"))
                .put("settings", new JsonObject().put("graph_url", platform.url() + "/v25.0/"));
    }

    private String hook(JsonObject channel) {
        Http.Reply made = firm.admin().post("/channels", channel.copy().put("id", "ads"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        firm.known();
        return made.json().getString("hook_url");
    }

    /** The status of the answer to a signed delivery. */
    static int deliver(TestNode node, String hook, String header, String prefix, String body) {
        String signature = HexFormat.of().formatHex(Secrets.hmacSha256(bytes(SECRET), bytes(prefix + body)));
        String request = "POST " + hook + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes(body).length + "\r\n" + header + signature + "\r\nConnection: close\r\n\r\n" + body;
        String answer = Pipeline.exchange(node.port(), request.getBytes(UTF_8));
        return Integer.parseInt(answer.substring(9, 12));
    }

    static int deliver(TestNode node, String hook, String id) {
        return deliver(node, hook, "X-Hub-Signature-256: sha256=", "", fixture("meta.json", id));
    }

    static Said graph(TestPlatform.Asked asked) {
        String id = asked.path().substring("/v25.0/".length());
        return Said.ok("{\"id\":\"" + id + "\",\"created_time\":\"2026-01-01T00:00:00+0000\",\"form_id\":\"7\","
                + "\"field_data\":[{\"name\":\"first_name\",\"values\":[\"伟\"]},{\"name\":\"last_name\",\"values\":[\"张\"]},"
                + "{\"name\":\"phone_number\",\"values\":[\"+86138" + id.substring(id.length() - 8) + "\"]},"
                + "{\"name\":\"car_make\",\"values\":[\"Honda\",\"BYD\"]}],"
                + "\"custom_disclaimer_responses\":[{\"checkbox_key\":\"calls\",\"is_checked\":\"1\"},"
                + "{\"checkbox_key\":\"mails\",\"is_checked\":\"\"}]}");
    }

    private JsonObject fetches() {
        Http.Reply reply = firm.admin().get("/channels/ads/fetches");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private long pending() {
        return store.count("select count(*) from pending_fetch where tenant = ?", firm.no());
    }

    /** As after the pause: nobody waits for it. */
    private void hurry() {
        store.sql("delete from fetch_pause where tenant = ?", firm.no());
        store.sql("update pending_fetch set due_at = now() where tenant = ?", firm.no());
    }

    /** So many leads, and nothing left to be fetched. */
    private void awaitLeads(int count) {
        TestNode.eventually(count + " leads are there", () -> store.leads(firm).size() == count && pending() == 0);
    }

    /** The one lead of the pool, as its owner sees it. */
    private JsonObject claimed() {
        Http agent = first.as(firm.agent("lin"));
        TestNode.eventually("it can be claimed", () -> !firm.visible("p").isEmpty());
        Http.Reply claim = agent.post("/pools/p/claims", new JsonObject());
        assertThat(claim.status()).as(claim.body()).isEqualTo(201);
        return claim.json().getJsonArray("claims").getJsonObject(0);
    }

    @Test
    void a_lead_is_fetched_once_however_often_its_id_is_told() {
        platform.mood(FetchTest::graph);
        String hook = hook(meta());
        for (int i = 0; i < 4; i++) {
            assertThat(deliver(i % 2 == 0 ? first : second, hook, "7300000000000000001"))
                    .isEqualTo(200);
        }
        awaitLeads(1);
        assertThat(deliver(first, hook, "7300000000000000001")).isEqualTo(200);
        awaitLeads(1);
        JsonObject shown = claimed();
        assertThat(shown.getJsonObject("attributes"))
                .isEqualTo(new JsonObject()
                        .put("car_make", "Honda, BYD")
                        .put("consent.calls", true)
                        .put("consent.mails", false)
                        .put("created_time", "2026-01-01T00:00:00+0000")
                        .put("form_id", "7")
                        .put("page_id", "153000000001"));
        assertThat(shown.getJsonObject("source"))
                .isEqualTo(new JsonObject().put("ad", "120000000000000002").put("ad_group", "120000000000000001"));
        assertThat(shown.getJsonObject("contact").getString("name")).isEqualTo("伟 张");
        store.assertAtRest(firm);
    }

    @Test
    void an_expired_token_blocks_the_channel_and_loses_nothing() {
        platform.mood(asked -> asked.token().equals("new")
                ? graph(asked)
                : new Said(400, 0, "{\"error\":{\"type\":\"OAuthException\",\"code\":190,\"message\":\"expired\"}}"));
        String hook = hook(meta());
        for (int i = 1; i <= 3; i++) {
            assertThat(deliver(first, hook, "730000000000000000" + i)).isEqualTo(200);
        }
        TestNode.eventually("all are blocked", () -> fetches().getInteger("blocked") == 3);
        assertThat(fetches().getString("reason")).isEqualTo("token-refused");
        assertThat(fetches().getInteger("waiting")).isZero();
        assertThat(store.leads(firm)).isEmpty();

        JsonObject renewed = meta().put("credentials", new JsonObject().put("page_token", "new"));
        assertThat(firm.admin().put("/channels/ads", renewed).status()).isEqualTo(200);
        firm.known();
        assertThat(firm.admin()
                        .post("/channels/ads/fetches:retry", new JsonObject())
                        .status())
                .isEqualTo(200);
        awaitLeads(3);
        assertThat(fetches().encode())
                .isEqualTo("{\"waiting\":0,\"blocked\":0,\"reason\":null,\"oldest_at\":null,\"poll\":null}");
    }

    @Test
    void troubles_of_the_platform_only_take_time() {
        String hook = hook(meta());
        String busy = "{\"error\":{\"code\":4,\"message\":\"limit reached\"}}";
        Map<String, Said> troubles = Map.of(
                "unavailable", new Said(503, 0, "<html/>"),
                "rate-limited", new Said(400, 0, busy),
                "unreachable", Said.SILENCE,
                "unreadable", Said.ok("<html>"),
                "refused-404", new Said(404, 0, "{\"error\":{\"code\":100,\"error_subcode\":33}}"));
        String lead = "7300000000000000001";
        troubles.forEach((reason, said) -> {
            platform.mood(asked -> said);
            assertThat(deliver(first, hook, lead)).isEqualTo(200);
            hurry();
            TestNode.eventually(reason, () -> reason.equals(fetches().getString("reason")));
        });
        assertThat(store.leads(firm)).isEmpty();
        platform.mood(FetchTest::graph);
        hurry();
        awaitLeads(1);
    }

    @Test
    void an_address_that_may_not_be_called_is_named_as_the_reason() {
        // No address of a machine, whatever the configuration allows.
        String hook = hook(meta().put("settings", new JsonObject().put("graph_url", "http://0.0.0.0:1024")));
        deliver(first, hook, "7300000000000000001");
        TestNode.eventually(
                "it says so", () -> "address-refused".equals(fetches().getString("reason")));
    }

    @Test
    void the_platform_says_how_long_to_wait_and_all_of_its_leads_do() {
        int before = platform.asked().size();
        platform.mood(asked -> asked.path().endsWith("3") ? graph(asked) : new Said(429, 3_600, "{}"));
        String hook = hook(meta());
        deliver(first, hook, "7300000000000000001");
        TestNode.eventually("it has been told to wait", () -> "rate-limited"
                .equals(fetches().getString("reason")));
        deliver(first, hook, "7300000000000000002");
        assertThat(store.count(
                        "select count(*) from fetch_pause where tenant = ?"
                                + " and not_before between now() + interval '55 minutes' and now() + interval '1 hour'",
                        firm.no()))
                .isEqualTo(1);
        // Those of another channel do not wait; both nodes have had the second lead before them by then.
        Http.Reply made = firm.admin().post("/channels", meta().put("id", "more"));
        firm.known();
        for (TestNode node : List.of(first, second)) {
            assertThat(deliver(node, made.json().getString("hook_url"), "7300000000000000003"))
                    .isEqualTo(200);
            TestNode.eventually("it is fetched", () -> store.leads(firm).size() == 1 && pending() == 2);
        }
        assertThat(platform.asked().subList(before, platform.asked().size()))
                .noneMatch(path -> path.endsWith("7300000000000000002"));
    }

    @Test
    void what_can_never_be_fetched_waits_for_somebody_after_eight_refusals() {
        platform.mood(asked -> new Said(400, 0, "{\"error\":{\"code\":100,\"error_subcode\":33}}"));
        String hook = hook(meta());
        deliver(first, hook, "7300000000000000001");
        TestNode.eventually("tried", () -> "refused-400".equals(fetches().getString("reason")));
        store.sql("update pending_fetch set refused = 7, due_at = now() where tenant = ?", firm.no());
        TestNode.eventually("given up", () -> fetches().getInteger("blocked") == 1);
    }

    @Test
    void an_outage_of_the_platform_is_no_fault_of_the_lead() {
        platform.mood(asked -> new Said(503, 0, ""));
        String hook = hook(meta());
        deliver(first, hook, "7300000000000000001");
        TestNode.eventually("it is away", () -> "unavailable".equals(fetches().getString("reason")));
        store.sql("update pending_fetch set tries = 20 where tenant = ?", firm.no());
        platform.mood(asked -> new Said(400, 0, "{\"error\":{\"code\":100,\"error_subcode\":33}}"));
        hurry();
        TestNode.eventually("it is there", () -> "refused-400".equals(fetches().getString("reason")));
        assertThat(fetches().getInteger("blocked")).isZero();
        assertThat(store.count(
                        "select count(*) from pending_fetch where tenant = ? and refused = 1"
                                + " and due_at < now() + interval '1 minute'",
                        firm.no()))
                .isEqualTo(1);
    }

    @Test
    void a_channel_of_another_type_by_mistake_loses_nothing() {
        platform.mood(asked -> new Said(503, 0, ""));
        String hook = hook(meta());
        for (int i = 1; i <= 5; i++) {
            assertThat(deliver(first, hook, "730000000000000000" + i)).isEqualTo(200);
        }
        TestNode.eventually("it is away", () -> "unavailable".equals(fetches().getString("reason")));
        JsonObject mistaken = new JsonObject()
                .put("type", "generic")
                .put("name", "Meta")
                .put("pool", "p")
                .put("secret", SECRET);
        Http.Reply put = firm.admin().put("/channels/ads", mistaken);
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        firm.known();
        hurry();
        TestNode.eventually(
                "they wait",
                () -> store.count(
                                "select count(*) from fetch_pause where tenant = ? and reason = 'wrong-type'",
                                firm.no())
                        == 1);
        assertThat(pending()).isEqualTo(5);

        platform.mood(FetchTest::graph);
        assertThat(firm.admin().put("/channels/ads", meta()).status()).isEqualTo(200);
        firm.known();
        firm.admin().post("/channels/ads/fetches:retry", new JsonObject());
        awaitLeads(5);
    }

    @Test
    void the_test_button_of_the_platform_is_counted() {
        String hook = hook(meta());
        assertThat(deliver(first, hook, "444444444444")).isEqualTo(200);
        TestNode.eventually(
                "it is counted",
                () -> firm.admin()
                                .get("/channels/ads/health")
                                .json()
                                .getJsonObject("hour")
                                .getInteger("test")
                        == 1);
        assertThat(pending()).isZero();
    }

    @Test
    void what_cannot_be_kept_is_not_acknowledged() {
        platform.mood(FetchTest::graph);
        String hook = hook(meta());
        store.sql("alter table pending_fetch rename to away");
        try {
            assertThat(deliver(first, hook, "7300000000000000001")).isEqualTo(503);
        } finally {
            store.sql("alter table away rename to pending_fetch");
        }
        assertThat(deliver(first, hook, "7300000000000000001")).isEqualTo(200);
        awaitLeads(1);
    }

    private static JsonObject linkedin() {
        return new JsonObject()
                .put("type", "linkedin")
                .put("name", "LinkedIn")
                .put("pool", "p")
                .put("secret", SECRET)
                .put("credentials", new JsonObject().put("access_token", "tok"))
                .put("mapping", new JsonObject().put("name", "answers.107").put("email", "answers.307"))
                .put("settings", new JsonObject().put("api_url", platform.url() + "/rest"));
    }

    private static int notify(String hook, String id, String action) {
        String body = fixture("linkedin.json", id).replace("CREATED", action);
        return deliver(first, hook, "X-LI-Signature: ", "hmacsha256=", body);
    }

    private static Said response(TestPlatform.Asked asked) {
        assertThat(asked.token()).isEqualTo("tok");
        return Said.ok("{\"id\":\"1a2b3c-4\",\"testLead\":false,\"associatedEntity\":{\"associatedCreative\":\"c1\"},"
                + "\"leadMetadata\":{\"sponsoredLeadMetadata\":{\"campaign\":\"k1\"}},\"formResponse\":{"
                + "\"consentResponses\":[{\"consentId\":0,\"accepted\":true}],\"answers\":["
                + "{\"questionId\":107,\"answerDetails\":{\"textQuestionAnswer\":{\"answer\":\"Kevin\"}}},"
                + "{\"questionId\":307,\"answerDetails\":{\"textQuestionAnswer\":{\"answer\":\"k@example.com\"}}},"
                + "{\"questionId\":707,\"answerDetails\":{\"multipleChoiceAnswer\":{\"options\":[0,2]}}}]}}");
    }

    @Test
    void a_lead_that_its_platform_deletes_is_closed_for_good() {
        platform.mood(FetchTest::response);
        String hook = hook(linkedin());
        assertThat(notify(hook, "1a2b3c-4", "CREATED")).isEqualTo(200);
        awaitLeads(1);
        JsonObject shown = claimed();
        String lead = shown.getString("id");
        assertThat(shown.getJsonObject("attributes"))
                .isEqualTo(new JsonObject().put("answers.707", "0,2").put("consent.0", true));
        assertThat(shown.getJsonObject("source"))
                .isEqualTo(new JsonObject().put("campaign", "k1").put("ad", "c1"));

        assertThat(notify(hook, "1a2b3c-4", "DELETED")).isEqualTo(200);
        TestNode.eventually(
                "it is closed", () -> store.leads(firm).get(0).state().equals("c") && pending() == 0);
        assertThat(store.events(firm, lead))
                .extracting(TestStore.Event::type)
                .containsExactly("received", "claimed", "closed");
        assertThat(firm.admin()
                        .post("/leads/" + lead + "/reopen", new JsonObject().put("pool", "p"))
                        .ok())
                .isFalse();
    }

    @Test
    void an_answer_without_the_data_is_no_lead() {
        String hook = hook(meta());
        deliver(first, hook, "7300000000000000001");
        for (String said :
                List.of("{\"id\":\"7300000000000000001\",\"created_time\":\"2026-01-01T00:00:00+0000\"}", "{}")) {
            TestNode.eventually("an answer to it", () -> fetches().getString("reason") != null);
            store.sql("update pending_fetch set reason = null where tenant = ?", firm.no());
            platform.mood(asked -> Said.ok(said));
            hurry();
            TestNode.eventually(said, () -> "unreadable".equals(fetches().getString("reason")));
        }
        platform.mood(asked -> Said.ok("{\"error\":{\"code\":190}}"));
        hurry();
        TestNode.eventually(
                "the token is at fault", () -> "token-refused".equals(fetches().getString("reason")));
        assertThat(store.leads(firm)).isEmpty();
        platform.mood(FetchTest::graph);
        firm.admin().post("/channels/ads/fetches:retry", new JsonObject());
        awaitLeads(1);
    }

    @Test
    void a_response_without_its_form_is_no_lead() {
        platform.mood(asked -> Said.ok("{\"id\":\"1a2b3c-4\"}"));
        String hook = hook(linkedin());
        notify(hook, "1a2b3c-4", "CREATED");
        TestNode.eventually("it waits", () -> "unreadable".equals(fetches().getString("reason")));
        assertThat(store.leads(firm)).isEmpty();
        platform.mood(FetchTest::response);
        hurry();
        awaitLeads(1);
    }

    @Test
    void what_is_deleted_before_it_was_fetched_is_never_fetched() {
        platform.mood(asked -> new Said(503, 0, ""));
        String hook = hook(linkedin());
        notify(hook, "1a2b3c-4", "CREATED");
        TestNode.eventually("it waits", () -> "unavailable".equals(fetches().getString("reason")));
        notify(hook, "1a2b3c-4", "DELETED");
        TestNode.eventually("nothing is left", () -> pending() == 0);
        assertThat(store.leads(firm)).isEmpty();
    }

    @Test
    void a_channel_cannot_make_the_server_ask_its_neighbours() {
        Vertx vertx = Vertx.vertx();
        try {
            PlatformWeb web =
                    new PlatformWeb(new GuardedClient(vertx, new AddressGuard(false, List.of()), true), 2_000);
            int before = platform.asked().size();
            for (String host : List.of("127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "[fd00::1]")) {
                URI address = URI.create(platform.url().replace("127.0.0.1", host) + "/secret");
                assertThat(web.ask(LeadSource.Question.get(address, Map.of()))
                                .toCompletionStage()
                                .toCompletableFuture())
                        .as(host)
                        .failsWithin(java.time.Duration.ofSeconds(5))
                        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                        .withMessageContaining("forbidden");
            }
            assertThat(platform.asked()).hasSize(before);
        } finally {
            TestNode.await(vertx.close());
        }
    }
}
