package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told to stop finishes what it has begun. */
class ShutdownTest {
    @TempDir
    Path dir;

    @Test
    void every_answer_of_a_node_that_stops_is_true_and_nothing_is_left_behind() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestStore store = new TestStore(postgres, redis.url());
                TestNode stays = TestNode.start(postgres, redis.url(), "sweep_after_millis: 60000")) {
            TestNode stops = TestNode.start(postgres, redis.url(), "sweep_after_millis: 60000");
            TestTenant firm = stays.tenant(stops).pool("p");
            List<String> agents = firm.agents(20);
            firm.leads("p", 200);

            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add(stops.as(agents.get(i % 20)).sendPost("/pools/p/claims", new JsonObject(), ""));
            }
            Http.await(sent.get(0));
            long begunNanos = System.nanoTime();
            stops.close();
            long tookMillis = (System.nanoTime() - begunNanos) / 1_000_000;
            System.out.println("stopped after " + tookMillis + " ms");
            assertThat(tookMillis).isLessThan(10_000);

            assertThat(store.outbox(firm.cell())).isZero();
            int acknowledged = 0;
            for (int i = 0; i < sent.size(); i++) {
                // A connection that was closed is no answer.
                Http.Reply reply = sent.get(i).exceptionally(failure -> null).join();
                if (reply != null && reply.ok()) {
                    acknowledged++;
                    assertThat(store.owner(firm, reply.leads().get(0))).isEqualTo("agent-" + (i % 20 + 1));
                } else if (reply != null) {
                    assertThat(reply.problem()).isIn("not-ready", "outcome-unknown", "pool-empty");
                }
            }
            assertThat(acknowledged).isPositive();
            assertThat(store.claims(firm)).isGreaterThanOrEqualTo(acknowledged);
            store.assertAtRest(firm);
            assertThat(stays.metric("pelagos_swept_total")).isZero();
        }
    }

    @Test
    void a_node_that_is_to_stop_serves_on_until_balancers_have_noticed() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode stays = TestNode.start(postgres, redis.url())) {
            // Longer than this test: it ends the node by other means.
            TestNode stops = TestNode.start(postgres, redis.url(), Map.of("PELAGOS_HTTP_DRAIN_SECONDS", "600"));
            TestTenant firm = stays.tenant(stops).pool("p");
            String agent = firm.agent("lin");
            firm.leads("p", 20);
            assertThat(closes(stops.as(agent).get("/me"))).isFalse();
            try (LiveStream screen = LiveStream.open(stops, firm.admin)) {
                Future<Void> stopping = stops.node().stop(10_000);
                assertThat(stops.ready()).isFalse();
                for (int i = 0; i < 20; i++) {
                    Http.Reply claim = stops.as(agent).post("/pools/p/claims", new JsonObject());
                    assertThat(claim.status()).as(claim.body()).isEqualTo(201);
                    assertThat(closes(claim))
                            .as("its connection is not used again")
                            .isTrue();
                    screen.await("left", claim.leads().get(0));
                }
                assertThat(stopping.isComplete()).isFalse();
            }
            TestNode.await(stops.die());
        }
    }

    private static boolean closes(Http.Reply reply) {
        return reply.headers().firstValue("connection").orElse("").equalsIgnoreCase("close");
    }
}
