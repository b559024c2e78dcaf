package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that see each other share out the webhooks, while agents work and receivers take their time. */
class OutgoingShareTest {
    /** So many that a share is never empty. */
    private static final int WEBHOOKS = 16;

    private static final int ROUND = 4;
    /** Leases last as long as an attempt may: on a machine that stalls for seconds nobody takes over, and tells twice. */
    private static final String SETTINGS = """
            cluster: {enabled: true, port: 5893, host: 127.0.0.1}
            outgoing: {allowed_networks: [127.0.0.1/32], allow_http: true, timeout_millis: 45000}""";

    private final List<String> leads = new ArrayList<>();
    private TestTenant firm;
    private TestNode first;
    private List<String> agents;

    private static TestNode start(String postgres, String redis) {
        return TestNode.start(postgres, redis, "sweep_after_millis: 500", SETTINGS);
    }

    private static long served(TestNode node) {
        return node.metric("pelagos_webhook_served");
    }

    /** Each lead is received, claimed, released. */
    private void round() {
        firm.leads("p", ROUND);
        List<CompletableFuture<Http.Reply>> claims = agents.stream()
                .map(agent -> first.as(agent).sendPost("/pools/p/claims", new JsonObject(), ""))
                .toList();
        for (int i = 0; i < ROUND; i++) {
            String lead = Http.await(claims.get(i)).leads().get(0);
            leads.add(lead);
            Http.Reply released = first.as(agents.get(i)).post("/leads/" + lead + "/release", new JsonObject());
            assertThat(released.ok()).as(released.body()).isTrue();
            Http.Reply closed = firm.admin().post("/leads/" + lead + "/close", new JsonObject().put("reason", "lost"));
            assertThat(closed.ok()).as(closed.body()).isTrue();
        }
    }

    private void subscribe(TestReceiver receiver) {
        for (int i = 0; i < WEBHOOKS; i++) {
            receiver.answer("/" + i, message -> {
                // Something is on its way at any time.
                LockSupport.parkNanos(500_000);
                return 204;
            });
            JsonObject webhook = new JsonObject()
                    .put("id", "w" + i)
                    .put("url", receiver.url("/" + i))
                    .put("events", new JsonArray().add("*"));
            Http.Reply made = firm.admin().post("/webhooks", webhook);
            assertThat(made.status()).as(made.body()).isEqualTo(201);
        }
        firm.known();
    }

    private void each_is_told_of_each_lead_once_and_in_order(TestReceiver receiver) {
        for (int i = 0; i < WEBHOOKS; i++) {
            String path = "/" + i;
            TestNode.eventually("all is told", () -> receiver.seen(path).size() >= 4 * leads.size());
            Map<String, List<Integer>> versions = receiver.seen(path).stream()
                    .collect(Collectors.groupingBy(
                            TestReceiver.Message::lead,
                            Collectors.mapping(TestReceiver.Message::version, Collectors.toList())));
            assertThat(versions).containsOnlyKeys(leads);
            versions.values().forEach(of -> assertThat(of).containsExactly(1, 2, 3, 4));
        }
    }

    @Test
    void a_node_that_joins_has_its_share_soon_and_no_message_is_lost_doubled_or_out_of_order(@TempDir Path dir) {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestReceiver receiver = new TestReceiver();
                TestNode alone = start(postgres, redis.url())) {
            first = alone;
            firm = first.tenant().pool("p");
            agents = firm.agents(ROUND);
            subscribe(receiver);
            TestNode.eventually("all are worked for", () -> served(first) == WEBHOOKS);
            CompletableFuture<TestNode> joining = CompletableFuture.supplyAsync(() -> start(postgres, redis.url()));
            TestNode.eventually("the other has joined", () -> {
                round();
                return joining.isDone();
            });
            try (TestNode second = joining.join()) {
                TestNode.eventually("they share", () -> {
                    round();
                    return served(second) > 0 && served(first) + served(second) == WEBHOOKS;
                });
                round();
            }
            TestNode.eventually("one has all again", () -> {
                round();
                return served(first) == WEBHOOKS;
            });
            each_is_told_of_each_lead_once_and_in_order(receiver);
        }
    }
}
