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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third node joins two that are under load, takes its share, dies, and is missed by nobody. */
class ThirdNodeTest {
    @TempDir
    Path dir;

    @Test
    void a_third_node_takes_its_share_and_when_it_dies_the_others_take_it_back() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestStore store = new TestStore(postgres, redis.url());
                TestReceiver receiver = new TestReceiver();
                TestNode first = node(postgres, redis.url());
                TestNode second = node(postgres, redis.url())) {
            TestTenant firm = first.tenant(second).pool("p");
            List<String> agents = firm.agents(6);
            firm.leads("p", 40);
            claimAndRelease(List.of(first, second), agents);
            TestNode third = node(postgres, redis.url());
            List<TestNode> all = List.of(first, second, third);
            third.poll(firm.id);
            // Whoever has a webhook keeps it: one who joins takes of what is new. Its administration is the third
            // node's.
            firm.stay(third);
            for (int i = 0; i < 24; i++) {
                Http.Reply made = firm.admin().post("/webhooks", webhook("w" + i, receiver.url("/w")));
                assertThat(made.status()).as(made.body()).isEqualTo(201);
                claimAndRelease(all, agents);
            }
            TestNode.eventually("each webhook is somebody's", () -> sum(all, "pelagos_webhook_served") == 24);
            tell("webhooks", all, "pelagos_webhook_served");
            tell("transitions", all, "pelagos_transitions_total");
            assertThat(third.metric("pelagos_transitions_total")).isPositive();
            assertThat(third.metric("pelagos_webhook_served")).isPositive();

            long before = store.claims(firm);
            long diedNanos = System.nanoTime();
            TestNode.await(third.die());
            List<TestNode> left = List.of(first, second);
            firm.stay(first);
            claimAndRelease(left, agents);
            assertThat(store.claims(firm)).isGreaterThan(before);
            TestNode.eventually("its webhooks are taken over", () -> sum(left, "pelagos_webhook_served") == 24);
            System.out.println("taken over " + (System.nanoTime() - diedNanos) / 1_000_000 + " ms after the death");
            tell("webhooks", left, "pelagos_webhook_served");
            store.assertAtRest(firm);
        }
    }

    private static JsonObject webhook(String id, String url) {
        return new JsonObject().put("id", id).put("url", url).put("events", new JsonArray().add("won"));
    }

    private static TestNode node(String postgresUrl, String redisUrl) {
        String outgoing = "outgoing: {allow_private: true, allow_http: true, timeout_millis: 1000}";
        return TestNode.start(postgresUrl, redisUrl, "sweep_after_millis: 500", outgoing);
    }

    /** By each agent at each node; none is refused. */
    private static void claimAndRelease(List<TestNode> nodes, List<String> agents) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            Http http = nodes.get(i % nodes.size()).as(agents.get(i));
            sent.add(http.sendPost("/pools/p/claims", new JsonObject(), "")
                    .thenCompose(claim ->
                            http.sendPost("/leads/" + claim.leads().get(0) + "/release", new JsonObject(), "")));
        }
        assertThat(Http.all(sent))
                .allSatisfy(reply -> assertThat(reply.ok()).as(reply.body()).isTrue());
    }

    private static long sum(List<TestNode> nodes, String metric) {
        return nodes.stream().mapToLong(node -> node.metric(metric)).sum();
    }

    private static void tell(String what, List<TestNode> nodes, String metric) {
        System.out.println(what + " by node: "
                + nodes.stream().map(node -> node.metric(metric)).toList());
    }
}
