package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims of the same leads and by the same agents, on two nodes at once. */
class ClaimRaceTest {
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

    private static TestNode node(int number) {
        return number % 2 == 0 ? first : second;
    }

    @Test
    void two_hundred_agents_want_one_lead_and_one_gets_it() {
        TestTenant firm = first.tenant(second).pool("p");
        List<String> agents = firm.agents(200);
        String lead = firm.leads("p", 1).get(0);

        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            claims.add(node(i).as(agents.get(i)).sendPost("/pools/p/claims", new JsonObject().put("lead", lead), ""));
        }
        List<Http.Reply> replies = Http.all(claims);

        assertThat(replies.stream().filter(Http.Reply::ok)).hasSize(1);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .containsOnly("409 already-claimed");
        int winner = replies.indexOf(
                replies.stream().filter(Http.Reply::ok).findFirst().orElseThrow());
        assertThat(store.owner(firm, lead)).isEqualTo("agent-" + (winner + 1));
        assertThat(store.events(firm, lead)).extracting(TestStore.Event::type).containsExactly("received", "claimed");
        store.assertAtRest(firm);
    }

    @Test
    void two_hundred_agents_empty_a_pool_and_nobody_shares_a_lead() {
        TestTenant firm = first.tenant(second).pool("p");
        List<String> agents = firm.agents(200);
        List<String> leads = firm.leads("p", 120);

        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            claims.add(node(i).as(agents.get(i)).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        List<Http.Reply> replies = Http.all(claims);

        List<String> won = replies.stream().flatMap(r -> r.leads().stream()).toList();
        assertThat(won).containsExactlyInAnyOrderElementsOf(leads);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .hasSize(80)
                .containsOnly("409 pool-empty");
        store.assertAtRest(firm);
    }

    @Test
    void a_daily_limit_of_twenty_gives_exactly_twenty() {
        TestTenant firm = first.tenant(second).pool("p", quotas("agent", "day", 20));
        String agent = firm.agent("greedy");
        firm.leads("p", 60);

        List<Http.Reply> replies = claims(200, agent, new JsonObject());

        assertThat(replies.stream().filter(Http.Reply::ok)).hasSize(20);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .containsOnly("429 quota-exceeded");
        assertThat(store.claims(firm)).isEqualTo(20);
        store.assertAtRest(firm);
    }

    @Test
    void what_the_server_gives_and_what_agents_claim_share_one_limit() {
        TestTenant firm = first.tenant(second)
                .pool(
                        "p",
                        quotas("agent", "day", 10)
                                .put(
                                        "assignment",
                                        new JsonObject()
                                                .put("strategy", "least_loaded")
                                                .put("share", 50)));
        List<String> agents = firm.agents(6);
        firm.leads("p", 160);

        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            // Whoever claims is there, so the server gives him leads meanwhile.
            claims.add(node(i / 6).as(agents.get(i % 6)).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        Http.all(claims);
        TestNode.eventually("the server has given what is left of the limits", () -> store.claims(firm) == 60);

        Map<String, Long> each = store.claimers(firm, "p").stream()
                .collect(Collectors.groupingBy(agent -> agent, Collectors.counting()));
        assertThat(each).hasSize(6).allSatisfy((agent, count) -> assertThat(count)
                .isEqualTo(10));
        store.assertAtRest(firm);
    }

    @Test
    void of_two_approved_requests_for_a_lead_one_claims_it() {
        TestTenant firm =
                first.tenant(second).pool("p", new JsonObject().put("claim", new JsonObject().put("mode", "request")));
        List<String> agents = firm.agents(2);
        for (String lead : firm.leads("p", 10)) {
            agents.forEach(agent -> assertThat(first.as(agent)
                            .post("/pools/p/claims", new JsonObject().put("lead", lead))
                            .status())
                    .isEqualTo(202));
            List<CompletableFuture<Http.Reply>> words = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                words.add(node(i).as(firm.admin)
                        .sendPost(
                                "/leads/" + lead + "/approve",
                                new JsonObject().put("what", "claim").put("agent", "agent-" + (i + 1)),
                                ""));
            }
            List<Http.Reply> replies = Http.all(words);
            assertThat(replies.stream().filter(Http.Reply::ok))
                    .as("%s", replies)
                    .hasSize(1);
            assertThat(store.owner(firm, lead)).isEqualTo(replies.get(0).ok() ? "agent-1" : "agent-2");
        }
        store.assertAtRest(firm);
    }

    @Test
    void several_leads_at_once_never_pass_a_limit() {
        TestTenant firm = first.tenant(second).pool("p", quotas("agent", "day", 20));
        String agent = firm.agent("greedy");
        firm.leads("p", 60);

        List<Http.Reply> replies = claims(60, agent, new JsonObject().put("count", 7));

        assertThat(replies.stream().mapToInt(r -> r.leads().size()).sum()).isEqualTo(20);
        assertThat(store.claims(firm)).isEqualTo(20);
        store.assertAtRest(firm);
    }

    @Test
    void a_holding_cap_is_never_passed_while_leads_come_and_go() {
        TestTenant firm =
                first.tenant(second).pool("p", new JsonObject().put("owned", new JsonObject().put("max", 10)));
        String agent = firm.agent("keeper");
        firm.leads("p", 40);

        List<Http.Reply> replies = claims(100, agent, new JsonObject().put("count", 3));
        List<String> won = replies.stream().flatMap(r -> r.leads().stream()).toList();
        assertThat(won).hasSize(10);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .containsOnly("429 quota-exceeded");

        List<CompletableFuture<Http.Reply>> both = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            both.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
            if (i < won.size()) {
                both.add(node(i + 1).as(agent).sendPost("/leads/" + won.get(i) + "/release", new JsonObject(), ""));
            }
        }
        Http.all(both);
        assertThat(store.mostHeld(firm, "keeper")).isEqualTo(10);
        store.assertAtRest(firm);
    }

    @Test
    void limits_of_a_pool_and_of_the_firm_hold_for_all_its_agents_together() {
        JsonObject both = new JsonObject()
                .put("quotas", new JsonArray().add(quota("pool", "day", 15)).add(quota("tenant", "day", 25)));
        TestTenant firm = first.tenant(second).pool("p", both).pool("q", both);
        List<String> agents = firm.agents(20);
        firm.leads("p", 40);
        firm.leads("q", 40);

        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String pool = i % 4 < 2 ? "p" : "q";
            claims.add(node(i).as(agents.get(i % 20))
                    .sendPost("/pools/" + pool + "/claims", new JsonObject().put("count", 2), ""));
        }
        Http.all(claims);

        assertThat(store.claims(firm)).isEqualTo(25);
        assertThat(store.claims(firm, "p")).isLessThanOrEqualTo(15);
        assertThat(store.claims(firm, "q")).isLessThanOrEqualTo(15);
        store.assertAtRest(firm);
    }

    @Test
    void a_rolling_window_is_never_passed_and_frees_itself() {
        TestTenant firm = first.tenant(second).pool("p", quotas("agent", "PT1S", 5));
        String agent = firm.agent("steady");
        firm.leads("p", 60);

        List<String> won = new ArrayList<>();
        long[] firstRound = {0};
        TestNode.eventually("the window has freed itself twice", () -> {
            Instant asked = Instant.now();
            for (Http.Reply reply : claims(20, agent, new JsonObject())) {
                won.addAll(reply.leads());
                if (reply.ok()) {
                    JsonObject quota = reply.json().getJsonArray("quotas").getJsonObject(0);
                    assertThat(quota.getInstant("resets_at")).isAfter(asked);
                }
            }
            firstRound[0] = firstRound[0] == 0 ? won.size() : firstRound[0];
            return won.size() >= 15;
        });

        // More where its claims took longer than the window.
        assertThat(firstRound[0]).isGreaterThanOrEqualTo(5);
        assertThat(store.mostWithin(firm, "steady", 1_000)).isEqualTo(5);
        store.assertAtRest(firm);
    }

    @Test
    void a_limit_that_is_added_while_claims_run_counts_those_before_it() {
        TestTenant firm = first.tenant(second).pool("p");
        String agent = firm.agent("early");
        firm.leads("p", 90);
        assertThat(new HashSet<>(claims(10, agent, new JsonObject()).stream()
                        .map(Http.Reply::status)
                        .toList()))
                .containsExactly(201);

        List<CompletableFuture<Http.Reply>> running = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            running.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        firm.pool("p", quotas("agent", "day", 40));
        for (int i = 0; i < 100; i++) {
            running.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        List<Http.Reply> replies = Http.all(running);

        assertThat(store.claims(firm)).isEqualTo(40);
        assertThat(replies.stream().filter(Http.Reply::ok)).hasSize(30);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::toString))
                .containsOnly("429 quota-exceeded");
        store.assertAtRest(firm);
    }

    @Test
    void a_limit_holds_across_a_rebuild_and_a_flush() {
        TestTenant firm = first.tenant(second).pool("p", quotas("agent", "day", 30));
        String agent = firm.agent("through");
        firm.leads("p", 90);

        List<Http.Reply> replies = new ArrayList<>(claims(8, agent, new JsonObject()));
        List<CompletableFuture<Http.Reply>> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            running.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        second.rebuild();
        replies.addAll(Http.all(running));
        running.clear();
        for (int i = 0; i < 10; i++) {
            running.add(node(i).as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        store.redis("flushall");
        replies.addAll(Http.all(running));
        TestNode.eventually("the limit is reached on both nodes", () -> {
            List<Http.Reply> more = claims(20, agent, new JsonObject());
            replies.addAll(more);
            return more.stream().allMatch(r -> r.status() == 429);
        });

        long acknowledged = replies.stream().filter(Http.Reply::ok).count();
        long unknown = replies.stream()
                .filter(r -> r.problem().equals("outcome-unknown"))
                .count();
        assertThat(store.claims(firm)).isEqualTo(30);
        assertThat(acknowledged).isBetween(30 - unknown, 30L);
        assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::problem))
                .containsAnyOf("quota-exceeded")
                .isSubsetOf("quota-exceeded", "not-ready", "outcome-unknown");
        store.assertAtRest(firm);
    }

    @Test
    void leads_are_given_in_the_order_of_the_pool() {
        TestTenant firm = first.tenant(second).pool("p");
        String agent = firm.agent("patient");
        List<String> order = firm.leads("p", 30);
        List<String> byEntry = store.order(firm, "p");
        assertThat(order).isEqualTo(byEntry);

        List<String> won = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            won.addAll(
                    node(i).as(agent).post("/pools/p/claims", new JsonObject()).leads());
        }
        won.addAll(first.as(agent)
                .post("/pools/p/claims", new JsonObject().put("count", 10))
                .leads());
        assertThat(won).isEqualTo(order.subList(0, 20));

        // A queue on one connection: the first to ask gets the first lead.
        List<String> queued = Pipeline.claims(first.port(), agent, "p", 10);
        assertThat(queued).isEqualTo(order.subList(20, 30));
        store.assertAtRest(firm);
    }

    private static List<Http.Reply> claims(int count, String agent, JsonObject body) {
        List<CompletableFuture<Http.Reply>> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            claims.add(node(i).as(agent).sendPost("/pools/p/claims", body, ""));
        }
        return Http.all(claims);
    }

    private static JsonObject quota(String per, String window, int max) {
        return new JsonObject().put("per", per).put("window", window).put("max", max);
    }

    private static JsonObject quotas(String per, String window, int max) {
        return new JsonObject().put("quotas", new JsonArray().add(quota(per, window, max)));
    }
}
