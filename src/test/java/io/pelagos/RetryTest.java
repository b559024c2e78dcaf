package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same Idempotency-Key gives the same answer, whatever has happened in between (P5). */
class RetryTest {
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
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    /** A request that changes something, and the same with another body. */
    private record Retried(TestTenant firm, String token, String path, JsonObject body, JsonObject other) {
        CompletableFuture<Http.Reply> send(TestNode node, String key) {
            return node.as(token).sendPost(path, body, key);
        }
    }

    /** Makes the request, against leads and agents of its own. */
    private interface Case {
        Retried make();
    }

    private static TestTenant firm() {
        TestTenant firm = first.tenant(second).pool("p");
        firm.leads("p", 8);
        return firm;
    }

    private static Retried claim(JsonObject body, JsonObject other) {
        TestTenant firm = firm();
        return new Retried(firm, firm.agent("a"), "/pools/p/claims", body, other);
    }

    private static Retried next() {
        return claim(new JsonObject(), new JsonObject().put("count", 2));
    }

    private static Retried several() {
        return claim(new JsonObject().put("count", 3), new JsonObject().put("count", 2));
    }

    private static Retried chosen() {
        TestTenant firm = firm();
        String lead = firm.visible("p").get(4);
        return new Retried(
                firm, firm.agent("a"), "/pools/p/claims", new JsonObject().put("lead", lead), new JsonObject());
    }

    private static JsonObject byRequest() {
        return everyone().put("claim", new JsonObject().put("mode", "request"));
    }

    private static Retried ask() {
        TestTenant firm = firm();
        firm.pool("p", byRequest());
        JsonObject two = new JsonObject().put("count", 2);
        return new Retried(firm, firm.agent("a"), "/pools/p/claims", new JsonObject(), two);
    }

    private static Retried release() {
        TestTenant firm = firm();
        String agent = firm.agent("a");
        String lead = first.as(agent)
                .post("/pools/p/claims", new JsonObject())
                .leads()
                .get(0);
        JsonObject body = new JsonObject().put("reason", "no interest");
        return new Retried(firm, agent, "/leads/" + lead + "/release", body, new JsonObject());
    }

    private static Retried assign() {
        TestTenant firm = firm();
        firm.agent("a");
        firm.agent("b");
        String lead = firm.visible("p").get(2);
        return new Retried(
                firm,
                firm.admin,
                "/leads/" + lead + "/assign",
                new JsonObject().put("agent", "a"),
                new JsonObject().put("agent", "b"));
    }

    private static Retried enter() {
        TestTenant firm = firm();
        return new Retried(firm, firm.admin, "/leads", firm.lead("p", "Zhao"), firm.lead("p", "Qian"));
    }

    static Stream<org.junit.jupiter.api.Named<Case>> changesOfLeads() {
        return Stream.of(
                org.junit.jupiter.api.Named.of("claim the next", RetryTest::next),
                org.junit.jupiter.api.Named.of("claim several", RetryTest::several),
                org.junit.jupiter.api.Named.of("claim a chosen one", RetryTest::chosen),
                org.junit.jupiter.api.Named.of("ask for the next", RetryTest::ask),
                org.junit.jupiter.api.Named.of("release", RetryTest::release),
                org.junit.jupiter.api.Named.of("assign", RetryTest::assign),
                org.junit.jupiter.api.Named.of("enter a lead", RetryTest::enter));
    }

    @ParameterizedTest
    @MethodSource("changesOfLeads")
    void a_key_gives_the_same_answer_on_both_nodes_and_when_redis_has_forgotten_it(Case made) {
        Retried request = made.make();
        Http.Reply original = Http.await(request.send(first, "key-1"));
        assertThat(original.ok()).as(original.body()).isTrue();
        assertThat(original.replayed()).isFalse();
        long lines = lines(request);

        assertSame(Http.await(request.send(second, "key-1")), original);
        assertReused(request);
        store.assertAtRest(request.firm);
        store.forget(first, second);
        assertSame(whenReady(request, second), original);
        assertSame(whenReady(request, first), original);
        assertReused(request);

        assertThat(lines(request)).as("journal").isEqualTo(lines);
        store.assertAtRest(request.firm);
    }

    /** A node that has not noticed the rebuild yet, or notices it meanwhile, asks for the same request once more. */
    private static Http.Reply whenReady(Retried request, TestNode node) {
        Http.Reply[] reply = {null};
        TestNode.eventually("the node answers", () -> {
            reply[0] = Http.await(request.send(node, "key-1"));
            return !List.of("not-ready", "outcome-unknown").contains(reply[0].problem());
        });
        return reply[0];
    }

    private static void assertReused(Retried request) {
        Http.Reply reused = second.as(request.token).post(request.path, request.other, "key-1");
        assertThat(reused.toString()).isEqualTo("422 idempotency-key-reused");
    }

    @ParameterizedTest
    @MethodSource("changesOfLeads")
    void a_key_on_both_nodes_at_once_changes_one_thing(Case made) {
        Retried request = made.make();
        long before = lines(request);

        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(request.send(i % 2 == 0 ? first : second, "key-2"));
        }
        List<Http.Reply> replies = Http.all(sent);

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.ok()).as(reply.body()).isTrue());
        Http.Reply one = replies.get(0);
        assertThat(replies).allSatisfy(reply -> assertSameLeads(reply, one));
        assertThat(replies.stream().filter(r -> !r.replayed())).hasSize(1);
        int moved = one.leads().isEmpty() ? 1 : one.leads().size();
        assertThat(lines(request)).isEqualTo(before + moved);
        store.assertAtRest(request.firm);
    }

    @ParameterizedTest
    @MethodSource("changesOfLeads")
    void a_replay_is_answered_only_when_the_first_is_committed(Case made) {
        Retried request = made.make();
        // A lead that comes in does not take the road: its key is PostgreSQL's alone.
        boolean onTheRoad = !request.path.equals("/leads");
        long before = lines(request);
        CompletableFuture<Http.Reply> original;
        CompletableFuture<Http.Reply> replay;
        try (TestStore.Hold held = store.holdCommits(request.firm.cell())) {
            original = request.send(first, "key-3");
            held.await(onTheRoad ? 1 : 0);
            replay = request.send(second, "key-3");
            held.await(onTheRoad ? 2 : 0);
            if (onTheRoad) {
                assertThat(original).isNotDone();
                assertThat(replay).isNotDone();
                assertThat(lines(request)).isEqualTo(before);
            }
        }
        Http.Reply answer = Http.await(original);
        assertThat(answer.ok()).as(answer.body()).isTrue();
        assertSameLeads(Http.await(replay), answer);
        int moved = answer.leads().isEmpty() ? 1 : answer.leads().size();
        assertThat(lines(request)).isEqualTo(before + moved);
        store.assertAtRest(request.firm);
    }

    @Test
    void pools_and_tokens_are_made_once() {
        TestTenant firm = firm();
        firm.agent("a");
        JsonObject pool = new JsonObject()
                .put("id", "vip")
                .put("name", "VIP")
                .put("members", new JsonObject().put("everyone", true));
        for (Retried request : List.of(
                new Retried(firm, firm.admin, "/pools", pool, pool.copy().put("name", "Other")),
                new Retried(
                        firm,
                        firm.admin,
                        "/agents/a/tokens",
                        new JsonObject().put("name", "x"),
                        new JsonObject().put("name", "y")))) {
            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(request.send(i % 2 == 0 ? first : second, "key of " + request.path));
            }
            List<Http.Reply> replies = Http.all(sent);
            assertThat(replies.stream().map(Http.Reply::status)).containsOnly(201);
            assertThat(replies.stream().map(Http.Reply::body).distinct()).hasSize(1);
            assertThat(replies.stream().filter(r -> !r.replayed())).hasSize(1);
            firm.known();
            Http.Reply other = second.as(request.token).post(request.path, request.other, "key of " + request.path);
            assertThat(other.toString()).isEqualTo("422 idempotency-key-reused");
        }
        assertThat(store.count("select count(*) from token where tenant = ? and agent = 'a' and name = 'x'", firm.no()))
                .isEqualTo(1);
    }

    @Test
    void the_bootstrap_tokens_own_tenant_is_made_once_too() {
        JsonObject demo = new JsonObject().put("id", "demo").put("name", "Demo").put("time_zone", "Asia/Shanghai");
        Http.Reply made = first.operator().post("/tenants", demo, "demo");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        for (TestNode node : List.of(first, second)) {
            node.poll("demo");
            Http.Reply again = node.operator().post("/tenants", demo, "demo");
            assertThat(again.replayed()).as(again.body()).isTrue();
            assertThat(again.body()).isEqualTo(made.body());
        }
    }

    @Test
    void a_refused_claim_is_not_remembered() {
        TestTenant firm = first.tenant(second).pool("p");
        String agent = firm.agent("a");
        assertThat(first.as(agent)
                        .post("/pools/p/claims", new JsonObject(), "k")
                        .problem())
                .isEqualTo("pool-empty");
        String lead = firm.leads("p", 1).get(0);
        assertThat(second.as(agent)
                        .post("/pools/p/claims", new JsonObject(), "k")
                        .leads())
                .containsExactly(lead);
    }

    @Test
    void a_key_is_its_principals_own() {
        TestTenant firm = firm();
        String a = firm.agent("a");
        String b = firm.agent("b");
        String lead = first.as(a)
                .post("/pools/p/claims", new JsonObject(), "k")
                .leads()
                .get(0);
        Http.Reply other = first.as(b).post("/pools/p/claims", new JsonObject(), "k");
        assertThat(other.replayed()).isFalse();
        assertThat(other.leads()).hasSize(1).doesNotContain(lead);
    }

    @Test
    void a_replay_masks_the_contact_of_a_lead_that_is_no_longer_the_callers() {
        TestTenant firm = firm();
        String agent = firm.agent("a");
        Http.Reply claimed = first.as(agent).post("/pools/p/claims", new JsonObject(), "k");
        String lead = claimed.leads().get(0);
        assertThat(claimed.json().getJsonArray("claims").getJsonObject(0).getBoolean("masked"))
                .isFalse();
        assertThat(second.as(agent)
                        .post("/leads/" + lead + "/release", new JsonObject())
                        .ok())
                .isTrue();

        JsonObject again = second.as(agent)
                .post("/pools/p/claims", new JsonObject(), "k")
                .json()
                .getJsonArray("claims")
                .getJsonObject(0);
        assertThat(again.getString("id")).isEqualTo(lead);
        assertThat(again.getInteger("version")).isEqualTo(2);
        assertThat(again.getBoolean("masked")).isTrue();
        store.assertAtRest(firm);
    }

    /** Something that makes a granted request one that would be refused now, and what it is refused with. */
    private record Since(String what, java.util.function.Function<TestTenant, Http.Reply> change, String refusal) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Http.Reply pool(TestTenant firm, JsonObject pool) {
        return firm.admin().put("/pools/p", pool.put("name", "p"));
    }

    private static JsonObject everyone() {
        return new JsonObject().put("members", new JsonObject().put("everyone", true));
    }

    static Stream<Since> changesOfThePool() {
        return Stream.of(
                new Since("the agent is no member any more", firm -> pool(firm, new JsonObject()), "404 not-found"),
                new Since("the pool is hidden", firm -> pool(firm, everyone().put("visible", false)), "404 not-found"),
                new Since(
                        "fewer leads may be claimed at once",
                        firm -> pool(firm, everyone().put("claim", new JsonObject().put("max_batch", 1))),
                        "400 invalid-request"),
                new Since("claims need a supervisor's word", firm -> pool(firm, byRequest()), "400 invalid-request"),
                new Since("the pool is deleted", RetryTest::deletePool, "404 not-found"));
    }

    /** A pool goes only when no lead is in it nor was claimed from it: a rule takes them all to another one. */
    private static Http.Reply deletePool(TestTenant firm) {
        firm.pool("q");
        String other = firm.agent("b");
        JsonObject five = new JsonObject().put("count", 5);
        assertThat(first.as(other).post("/pools/p/claims", five).leads()).hasSize(5);
        JsonObject rule = new JsonObject()
                .put("name", "away")
                .put("trigger", "max_hold")
                .put("after", "PT1S")
                .put("to", "q");
        assertThat(pool(firm, everyone().put("recycle", new JsonArray().add(rule)))
                        .ok())
                .isTrue();
        Http.Reply[] deleted = {null};
        TestNode.eventually("all leads have left", () -> {
            deleted[0] = firm.admin().delete("/pools/p");
            return !deleted[0].problem().equals("pool-not-empty");
        });
        return deleted[0];
    }

    @ParameterizedTest
    @MethodSource("changesOfThePool")
    void a_claim_is_answered_again_although_the_pool_has_changed(Since since) {
        JsonObject three = new JsonObject().put("count", 3);
        Retried request = claim(three, new JsonObject());
        Http.Reply original = Http.await(request.send(first, "key-1"));
        assertThat(original.leads()).hasSize(3);
        Http.Reply changed = since.change.apply(request.firm);
        assertThat(changed.ok()).as(changed.body()).isTrue();
        request.firm.known();

        assertSame(Http.await(request.send(first, "key-1")), original);
        assertSame(Http.await(request.send(second, "key-1")), original);
        store.forget(first, second);
        assertSame(whenReady(request, second), original);

        assertThat(Http.await(request.send(second, "new")).toString()).isEqualTo(since.refusal);
        assertReused(request);
        store.assertAtRest(request.firm);
    }

    @Test
    void who_has_asked_for_a_lead_hears_so_again_although_claims_need_nobodys_word_now() {
        Retried request = ask();
        Http.Reply original = Http.await(request.send(first, "key-1"));
        assertThat(original.status()).as(original.body()).isEqualTo(202);
        request.firm.pool("p");

        for (TestNode node : List.of(first, second)) {
            assertAsked(Http.await(request.send(node, "key-1")), original);
        }
        store.forget(first, second);
        assertAsked(whenReady(request, second), original);
        assertThat(Http.await(request.send(second, "new")).status()).isEqualTo(201);
        store.assertAtRest(request.firm);
    }

    private static void assertAsked(Http.Reply again, Http.Reply original) {
        assertThat(again.status()).as(again.body()).isEqualTo(202);
        assertThat(again.replayed()).isTrue();
        assertThat(again.json()).isEqualTo(original.json());
    }

    @Test
    void a_hidden_pool_is_as_unknown_as_none_with_a_key_too() {
        TestTenant firm = first.tenant(second).pool("p", new JsonObject().putNull("members"));
        String agent = firm.agent("a");
        for (JsonObject body : List.of(
                new JsonObject(),
                new JsonObject().put("count", 1_000),
                new JsonObject().put("lead", "x"),
                new JsonObject().put("nonsense", 1))) {
            for (String pool : List.of("p", "none")) {
                assertThat(first.as(agent)
                                .post("/pools/" + pool + "/claims", body, "k")
                                .toString())
                        .as("%s of %s", body, pool)
                        .isEqualTo("404 not-found");
            }
        }
    }

    @Test
    void an_assignment_is_answered_again_although_the_agent_is_suspended() {
        Retried request = assign();
        Http.Reply original = Http.await(request.send(first, "k"));
        JsonObject suspended =
                new JsonObject().put("login", "a").put("name", "a").put("status", "suspended");
        assertThat(request.firm.admin().put("/agents/a", suspended).ok()).isTrue();
        request.firm.known();

        assertSame(Http.await(request.send(first, "k")), original);
        assertSame(Http.await(request.send(second, "k")), original);
        assertThat(second.as(request.token)
                        .post(request.path, request.other, "k")
                        .toString())
                .isEqualTo("422 idempotency-key-reused");
        assertThat(Http.await(request.send(second, "new")).toString()).isEqualTo("400 invalid-request");
    }

    @Test
    void an_assignment_is_answered_again_although_the_lead_is_out_of_sight() {
        TestTenant firm = firm();
        for (String team : List.of("red", "blue")) {
            firm.admin().post("/teams", new JsonObject().put("id", team).put("name", team));
        }
        JsonObject red = new JsonObject().put("team", "red");
        String supervisor = firm.agent("s", red.copy().put("role", "supervisor"));
        firm.agent("a", red);
        firm.agent("b", new JsonObject().put("team", "blue"));
        String path = "/leads/" + firm.visible("p").get(0) + "/assign";
        JsonObject toA = new JsonObject().put("agent", "a");
        Http.Reply original = first.as(supervisor).post(path, toA, "k");
        assertThat(original.ok()).as(original.body()).isTrue();
        assertThat(firm.admin().post(path, new JsonObject().put("agent", "b")).ok())
                .isTrue();

        assertSame(second.as(supervisor).post(path, toA, "k"), original);
        assertThat(second.as(supervisor).post(path, toA, "new").toString()).isEqualTo("404 not-found");
        store.assertAtRest(firm);
    }

    @Test
    void an_entered_lead_is_answered_as_it_was_entered_whoever_has_it_by_now() {
        TestTenant firm = first.tenant(second).pool("p");
        String agent = firm.agent("a");
        firm.admin()
                .post(
                        "/channels",
                        new JsonObject()
                                .put("id", "c")
                                .put("type", "generic")
                                .put("name", "c")
                                .put("pool", "p"));
        JsonObject lead =
                new JsonObject().put("channel", "c").put("contact", new JsonObject().put("phone", "+8613800138000"));
        Http.Reply original = first.as(agent).post("/leads", lead, "k");
        assertThat(original.status()).as(original.body()).isEqualTo(201);
        String id = original.json().getString("id");
        TestNode.eventually("it is there", () -> firm.visible("p").contains(id));
        assertThat(first.as(agent).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(id);

        for (int i = 0; i < 2; i++) {
            Http.Reply again = second.as(agent).post("/leads", lead, "k");
            assertThat(again.replayed()).isTrue();
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.json()).isEqualTo(original.json());
            // Neither the owner nor a channel that is gone makes a difference.
            assertThat(first.as(agent)
                            .post("/leads/" + id + "/release", new JsonObject())
                            .status())
                    .isEqualTo(i == 0 ? 200 : 404);
            assertThat(firm.admin().delete("/channels/c").status()).isEqualTo(i == 0 ? 204 : 404);
            firm.known();
        }
        assertThat(second.as(agent).post("/leads", lead, "new").toString()).isEqualTo("400 invalid-request");
        store.assertAtRest(firm);
    }

    @Test
    void a_replayed_assignment_to_oneself_masks_a_lead_that_is_no_longer_ones_own() {
        TestTenant firm = firm();
        String manager = firm.agent("m", new JsonObject().put("role", "manager"));
        firm.agent("a");
        String path = "/leads/" + firm.visible("p").get(0) + "/assign";
        JsonObject toMe = new JsonObject().put("agent", "m");
        assertThat(first.as(manager).post(path, toMe, "k").json().getBoolean("masked"))
                .isFalse();
        assertThat(first.as(manager)
                        .post(path, new JsonObject().put("agent", "a"))
                        .ok())
                .isTrue();

        Http.Reply again = first.as(manager).post(path, toMe, "k");
        assertThat(again.replayed()).isTrue();
        assertThat(again.json().getBoolean("masked")).isTrue();
    }

    private static long lines(Retried request) {
        return store.count("select count(*) from journal where tenant = ?", request.firm.no());
    }

    private static void assertSame(Http.Reply reply, Http.Reply original) {
        assertThat(reply.replayed()).as(reply.body()).isTrue();
        assertSameLeads(reply, original);
    }

    private static void assertSameLeads(Http.Reply reply, Http.Reply original) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(original.status());
        assertThat(versions(reply)).isEqualTo(versions(original));
    }

    private static List<String> versions(Http.Reply reply) {
        JsonObject json = reply.json();
        return json.containsKey("claims")
                ? json.getJsonArray("claims").stream()
                        .map(c -> version((JsonObject) c))
                        .toList()
                : List.of(version(json));
    }

    private static String version(JsonObject lead) {
        return lead.getString("id") + " " + lead.getInteger("version") + " " + lead.getString("state") + " "
                + lead.getString("owner");
    }
}
