package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.TestEngines;
import io.pelagos.privacy.ClosedLeads;
import io.pelagos.retention.Pruning;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a firm guards itself with: limits of requests, bots, and what it forgets. */
class GuardTest {
    private static final String LIMITED = "rate_limits: {hook_per_second: 1, hook_burst: 20, unknown_per_second: 1,"
            + " unknown_burst: 10, loopback: true}";

    private static final AtomicLong IDS = new AtomicLong();

    private static EmbeddedRedis redis;
    private static TestStore store;
    private static TestNode node;
    private static TestNode other;
    private TestTenant firm;

    @BeforeAll
    static void start(@TempDir Path dir) {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.guarded(postgres, redis.url(), LIMITED, "trust_forwarded: true");
        other = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        other.close();
        node.close();
        store.close();
        redis.close();
    }

    @BeforeEach
    void firm() {
        firm = node.tenant(other);
    }

    private static Browser.Page from(String address, String token) {
        Browser browser = new Browser("http://127.0.0.1:" + node.port());
        return browser.get("/api/v1/me", "Authorization", "Bearer " + token, "X-Forwarded-For", "10.0.0.1, " + address);
    }

    @Test
    void an_address_with_many_tokens_that_are_nobodys_is_let_in_with_known_ones_only() {
        String lin = firm.agent("lin");
        assertThat(from("192.0.2.1", lin).status()).isEqualTo(200);
        Set<String> heard = new TreeSet<>();
        for (int i = 0; i < 60 && heard.size() < 2; i++) {
            heard.add(from("192.0.2.1", "e30.e30." + i).problem());
        }
        assertThat(heard).containsExactly("too-many-requests", "unauthorized");
        assertThat(from("192.0.2.1", lin).status()).as("a known one").isEqualTo(200);
        assertThat(from("192.0.2.2", "e30.e30.x").problem()).as("elsewhere").isEqualTo("unauthorized");
    }

    @Test
    void a_session_with_a_cookie_is_limited_like_a_token() {
        firm.agent("lin");
        JsonObject password = new JsonObject().put("password", "correct horse");
        assertThat(firm.admin().put("/agents/lin/password", password).status()).isEqualTo(204);
        Browser browser = new Browser("http://127.0.0.1:" + node.port());
        JsonObject words = password.put("tenant", firm.id).put("login", "lin");
        assertThat(browser.send("POST", "/api/v1/session", words).status()).isEqualTo(201);
        policy("rate_limits", json("{'token':{'per_second':1,'burst':5}}"));
        Set<Integer> heard = new TreeSet<>();
        for (int i = 0; i < 60 && heard.size() < 2; i++) {
            heard.add(browser.get("/api/v1/me").status());
        }
        assertThat(heard).containsExactly(200, 429);
    }

    private void policy(String name, JsonObject policy) {
        Http.Reply put = put(name, policy);
        assertThat(put.ok()).as(put.body()).isTrue();
        firm.known();
    }

    private Http.Reply put(String name, JsonObject policy) {
        JsonObject tenant = new JsonObject().put("name", firm.id).put("time_zone", "Asia/Shanghai");
        return firm.admin().put("/tenant", tenant.put(name, policy));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private static Http.Reply claim(TestNode at, String token, String key) {
        return at.as(token).post("/pools/web/claims", new JsonObject(), key);
    }

    @Test
    void a_token_that_asks_too_often_is_told_when_to_come_again() {
        String lin = firm.agent("lin");
        String wei = firm.agent("wei");
        policy("rate_limits", json("{'token':{'per_second':1,'burst':5}}"));
        List<Http.Reply> refused = new ArrayList<>();
        for (int i = 0; i < 60 && refused.isEmpty(); i++) {
            Http.Reply reply = node.as(lin).get("/me");
            if (!reply.ok()) {
                refused.add(reply);
            }
        }
        assertThat(refused).singleElement().satisfies(reply -> {
            assertThat(reply.toString()).isEqualTo("429 too-many-requests");
            assertThat(reply.headers().firstValue("Retry-After")).contains("1");
        });
        assertThat(node.as(wei).get("/me").ok()).as("another token").isTrue();
    }

    @Test
    void an_address_that_floods_hooks_is_slowed_down_and_nothing_else_is() {
        List<CompletableFuture<Http.Reply>> posts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            posts.add(node.as("").sendPost("/hooks/nobody", new JsonObject(), ""));
        }
        List<String> answers =
                Http.all(posts).stream().map(Http.Reply::toString).toList();
        assertThat(answers).contains("404 not-found", "429 too-many-requests");
        assertThat(node.as("").get("/health/live").ok()).isTrue();
        assertThat(firm.admin().get("/me").ok()).isTrue();
    }

    @Test
    void a_suspect_is_blocked_on_all_nodes_until_a_supervisor_lifts_it() {
        firm.admin().post("/teams", json("{'id':'blue','name':'Blue'}"));
        String sam = firm.agent("sam", json("{'role':'supervisor','team':'blue'}"));
        String lin = firm.agent("lin", json("{'team':'blue'}"));
        String second = firm.token("lin");
        String wei = firm.agent("wei");
        firm.pool("web").leads("web", 4);
        policy("bots", json("{'sessions':{'max':1},'then':'block'}"));
        String won = claim(node, lin, "k").leads().get(0);
        Http.Reply blocked = claim(node, second, "");
        assertThat(blocked.toString()).isEqualTo("403 claims-blocked");
        assertThat(blocked.json().getString("until")).isNotNull();
        assertThat(claim(node, lin, "k").leads()).as("what was granted before").containsExactly(won);
        assertThat(claim(node, wei, "").status()).as("others").isEqualTo(201);
        TestNode.eventually("the other node knows", () -> claim(other, lin, "").status() == 403);

        JsonObject suspect =
                node.as(sam).get("/suspects").json().getJsonArray("items").getJsonObject(0);
        assertThat(suspect.getString("agent") + suspect.getString("why") + suspect.getBoolean("open"))
                .isEqualTo("linsessionstrue");
        assertThat(suspect.getJsonObject("evidence")).isEqualTo(json("{'sessions':2}"));
        assertThat(node.as(lin).get("/suspects").status()).isEqualTo(403);
        assertThat(alerts("true")).isEqualTo(1);

        assertThat(node.as(sam).delete("/suspects/wei").status()).isEqualTo(404);
        assertThat(node.as(sam).delete("/suspects/lin").status()).isEqualTo(204);
        firm.leads("web", 1);
        assertThat(claim(node, lin, "").status()).isEqualTo(201);
        TestNode.eventually("the other node knows", () -> claim(other, lin, "").status() != 403);
        assertThat(alerts("true")).isZero();
        assertThat(alerts("false")).isEqualTo(1);
    }

    @Test
    void whoever_claims_from_two_addresses_behind_the_proxy_has_two_sessions() {
        String lin = firm.agent("lin");
        firm.pool("web").leads("web", 2);
        policy("bots", json("{'sessions':{'max':1},'then':'block'}"));
        Browser browser = new Browser("http://127.0.0.1:" + node.port());
        List<Integer> heard = new ArrayList<>();
        for (String address : List.of("192.0.2.1", "192.0.2.1", "192.0.2.2")) {
            heard.add(browser.send(
                            "POST",
                            "/api/v1/pools/web/claims",
                            new JsonObject(),
                            "Authorization",
                            "Bearer " + lin,
                            "X-Forwarded-For",
                            address)
                    .status());
        }
        assertThat(heard).containsExactly(201, 201, 403);
    }

    private int alerts(String open) {
        return firm.admin()
                .get("/alerts?open=" + open)
                .json()
                .getJsonArray("items")
                .size();
    }

    @Test
    void a_suspect_is_slowed_down_or_only_shown() {
        String lin = firm.agent("lin");
        String second = firm.token("lin");
        firm.pool("web").leads("web", 4);
        policy("bots", json("{'sessions':{'max':1},'then':'warn'}"));
        assertThat(claim(node, lin, "").status()).isEqualTo(201);
        assertThat(claim(node, second, "").status()).isEqualTo(201);
        TestNode.eventually(
                "it is shown",
                () -> firm.admin().get("/suspects").json().getJsonArray("items").size() == 1);
        policy("bots", json("{'sessions':{'max':1},'then':'slow_down','delay':'PT1S'}"));
        long begun = System.nanoTime();
        assertThat(claim(node, lin, "").status()).isEqualTo(201);
        assertThat((System.nanoTime() - begun) / 1_000_000).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void policies_that_could_do_nothing_are_refused_with_their_place() {
        assertFault("bots", json("{'then':'warn'}"), "/bots/then");
        assertFault(
                "bots", json("{'attempts_per_second':0,'then':'shoot'}"), "/bots/attempts_per_second", "/bots/then");
        assertFault("bots", json("{'sessions':{'max':2},'then':'slow_down','delay':'PT1M'}"), "/bots/delay");
        assertFault("rate_limits", json("{'token':{'burst':3}}"), "/rate_limits/token/per_second");
        assertFault("retention", json("{'calls':'P1D','leads':'P9D'}"), "/retention/calls", "/retention/leads");
        assertFault("retention", json("{'closed_leads':'P29D'}"), "/retention/closed_leads");
    }

    private void assertFault(String name, JsonObject policy, String... pointers) {
        Http.Reply reply = put(name, policy);
        assertThat(reply.status()).as(reply.body()).isEqualTo(400);
        assertThat(reply.json().getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString("pointer")))
                .containsExactlyInAnyOrder(pointers);
    }

    @Test
    void what_a_firm_does_not_keep_is_forgotten_and_what_it_still_needs_stays() {
        firm.pool("web");
        firm.pool("web", new JsonObject().put("name", "Newer"));
        TestTenant keeper = node.tenant(other);
        policy(
                "retention",
                json("{'calls':'P30D','tasks':'P30D','dead_letters':'P30D','config_history':'P30D','tokens':'P30D'}"));
        for (TestTenant one : List.of(firm, keeper)) {
            fill(one.no());
        }
        long versions = store.count("select count(*) from config_history where tenant = ?", firm.no());
        prune();
        for (String table : List.of("call_record", "task", "dead_letter")) {
            assertThat(store.count("select count(*) from " + table + " where tenant = ?", firm.no()))
                    .as(table)
                    .isEqualTo(1);
            assertThat(store.count("select count(*) from " + table + " where tenant = ?", keeper.no()))
                    .as(table)
                    .isGreaterThan(1);
        }
        assertThat(store.count("select count(*) from task where tenant = ? and status = 'open'", firm.no()))
                .isEqualTo(1);
        assertThat(store.count("select count(*) from task_comment where tenant = ?", firm.no()))
                .isZero();
        assertThat(store.count("select count(*) from token where name = 'gone' and tenant = ?", firm.no()))
                .isZero();
        assertThat(store.count("select count(*) from config_history where tenant = ?", firm.no()))
                .isLessThan(versions);
        assertThat(store.count("select count(*) from config_history where tenant = ? and section = 'pool'", firm.no()))
                .as("the newest version of the only pool")
                .isEqualTo(1);
        assertThat(firm.admin().get("/pools/web").json().getString("name")).isEqualTo("Newer");
    }

    private String entered(String phone, String name) {
        JsonObject lead = firm.lead("web", name);
        lead.getJsonObject("contact").put("phone", phone).put("email", phone.substring(1) + "@example.com");
        Http.Reply entered = firm.admin().post("/leads", lead);
        assertThat(entered.status()).as(entered.body()).isEqualTo(201);
        return entered.json().getString("id");
    }

    private String closed(String phone, String reason) {
        String id = entered(phone, "Wang Xiaoming");
        Http.Reply closed = firm.admin().post("/leads/" + id + "/close", new JsonObject().put("reason", reason));
        assertThat(closed.status()).as(closed.body()).isEqualTo(200);
        return id;
    }

    private JsonObject shown(String lead) {
        return firm.admin().get("/leads/" + lead).json();
    }

    @Test
    void leads_that_are_closed_for_long_are_forgotten_and_all_others_stay() {
        firm.pool("web").agent("lin");
        String lost = closed("+8613800138701", "lost");
        String unwanted = closed("+8613800138702", "do_not_contact");
        String young = closed("+8613800138703", "lost");
        String open = entered("+8613800138704", "Wang Xiaoming");
        for (String lead : List.of(lost, open)) {
            firm.admin()
                    .post(
                            "/tasks",
                            new JsonObject()
                                    .put("agent", "lin")
                                    .put("lead", lead)
                                    .put("text", "Ring Wang"));
        }
        store.sql(
                "update lead set changed_at = now() - interval '31 days' where tenant = ? and id <> ?",
                firm.no(),
                Long.parseLong(young));
        prune();
        assertThat(erasures()).isZero();
        policy("retention", json("{'closed_leads':'P30D'}"));
        // One is open again before its turn comes: Redis has known it as open all the time.
        state(open, "c");
        store.sql("alter table job alter lease set default now() + interval '1 hour'");
        prune();
        state(open, "p");
        store.sql("alter table job alter lease set default now()");
        store.sql("update job set lease = now() where tenant = ? and kind = 'erasure'", firm.no());
        TestNode.eventually(
                "they are forgotten",
                () -> store.count(
                                "select count(*) from job where tenant = ? and kind = 'erasure' and status = 'done'",
                                firm.no())
                        == 1);
        for (String lead : List.of(lost, unwanted)) {
            assertThat(shown(lead).getString("erased_at")).as(lead).isNotNull();
            assertThat(shown(lead).getJsonObject("contact").getString("phone")).isNull();
            JsonObject last = events(lead).get(events(lead).size() - 1);
            assertThat(last.getString("type") + " " + last.getString("actor") + " " + last.getString("reason"))
                    .isEqualTo("erased retention retention");
        }
        for (String lead : List.of(young, open)) {
            assertThat(shown(lead).getString("erased_at")).as(lead).isNull();
            assertThat(shown(lead).getJsonObject("contact").getString("phone")).isNotNull();
        }
        List<String> texts = firm.admin().get("/tasks?agent=lin").json().getJsonArray("items").stream()
                .map(task -> ((JsonObject) task).getString("text"))
                .toList();
        assertThat(texts).containsExactlyInAnyOrder("Ring Wang", "(erased)");
        assertThat(store.count(
                        "select count(*) from identity where tenant = ? and lead = ? and kind in ('p', 'e')",
                        firm.no(),
                        Long.parseLong(lost)))
                .isZero();
        // Whoever comes again is new; whoever did not want to be called still does not.
        assertThat(shown(entered("+8613800138701", "Mr Wang")).getString("state"))
                .isEqualTo("pooled");
        assertThat(shown(entered("+8613800138702", "Mr Wang")).getString("state"))
                .isEqualTo("closed");
        prune();
        assertThat(erasures()).isEqualTo(1);
        store.assertAtRest(firm);
    }

    private void state(String lead, String state) {
        store.sql(
                "update lead set state = ?::\"char\" where tenant = ? and id = ?",
                state,
                firm.no(),
                Long.parseLong(lead));
    }

    private long erasures() {
        return store.count("select count(*) from job where tenant = ? and kind = 'erasure'", firm.no());
    }

    private List<JsonObject> events(String lead) {
        return firm.admin().get("/leads/" + lead + "/events").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Old rows, more than are deleted at once, and one that stays. */
    private static void fill(int tenant) {
        store.sql(
                "insert into call_record (tenant, id, inbound, started_at, seconds, number) select ?, 'c' || n, true,"
                        + " now() - n * interval '20 days', 1, '' from generate_series(1, 600) n",
                tenant);
        store.sql(
                "insert into task (tenant, id, agent, actor, sealed, status, created_at, done_at) values"
                        + " (?, 1, 'a', 'a', '', 'done', now(), now() - interval '31 days'), (?, 2, 'a', 'a', '', 'open', now(), null)",
                tenant,
                tenant);
        store.sql(
                "insert into task_comment (tenant, task, id, actor, sealed, at) values (?, 1, 1, 'a', '', now())",
                tenant);
        store.sql(
                "insert into dead_letter (tenant, channel, id, at, status, reason, size, cut, proven, sealed)"
                        + " select ?, 'c', n, now() - n * interval '20 days', 400, 'r', 1, false, true, '' from generate_series(1, 9) n",
                tenant);
        store.sql(
                "insert into token (hash, id, tenant, name, revoked_at) select sha256(?::text::bytea), -?, ?, 'gone',"
                        + " now() - interval '31 days'",
                tenant,
                tenant,
                tenant);
        store.sql("update config_history set at = now() - interval '40 days' where tenant = ?", tenant);
    }

    private static void prune() {
        Vertx vertx = Vertx.vertx();
        try {
            PgLink link = new PgLink(vertx, Postgres.of(store.postgresUrl()).options(5_000), 10_000);
            PgPool scans = new PgPool(vertx, Postgres.of(store.postgresUrl()).options(5_000), 1, 10_000);
            ClosedLeads closed =
                    new ClosedLeads(link, scans, node.node().parts().vault(), IDS::incrementAndGet);
            new Pruning(link, closed, node.node().directory(), Clock.systemUTC())
                    .run()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
