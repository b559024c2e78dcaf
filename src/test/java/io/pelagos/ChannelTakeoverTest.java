package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.TestPlatform.Said;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform takes long to answer: the node that has asked it keeps its work, and when that dies another goes on. */
class ChannelTakeoverTest {
    private static final String PATIENT = "outgoing: {allow_private: true, allow_http: true, timeout_millis: 60000}";
    private static final String LEASES = "select count(*) from ((select due_at, taken_at from poll where tenant = %1$d)"
            + " union all (select due_at, taken_at from pending_fetch where tenant = %1$d)) l where ";

    private final AtomicInteger polls = new AtomicInteger();
    private final CountDownLatch dead = new CountDownLatch(1);
    private volatile boolean dumb = true;

    private Said answer(TestPlatform.Asked asked) {
        boolean fetch = asked.path().startsWith("/v25.0/");
        if (!fetch) {
            polls.incrementAndGet();
        }
        if (dumb) {
            awaitDeath();
        }
        return fetch
                ? FetchTest.graph(asked)
                : Said.ok("{\"code\":0,\"data\":{\"list\":[{\"id\":\"lead-1\",\"name\":\"Li\"}]}}");
    }

    private void awaitDeath() {
        try {
            assertThat(dead.await(TestNode.PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void channel(TestTenant firm, JsonObject channel) {
        Http.Reply made = firm.admin()
                .post("/channels", channel.put("name", channel.getString("id")).put("pool", "p"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    private static void channels(TestTenant firm, String platform) {
        JsonObject pull = new JsonObject()
                .put("url", platform + "/clues")
                .put("body", new JsonObject().put("page", "{page}"))
                .put("list", "data.list")
                .put("since", Instant.now().minus(1, ChronoUnit.HOURS).toString());
        channel(
                firm,
                new JsonObject()
                        .put("id", "ks")
                        .put("type", "kuaishou")
                        .put("credentials", new JsonObject().put("token", "t0ken"))
                        .put("mapping", new JsonObject().put("name", "name"))
                        .put("settings", new JsonObject().put("pull", pull)));
        channel(
                firm,
                new JsonObject()
                        .put("id", "ads")
                        .put("type", "meta")
                        .put("default_region", "CN")
                        .put("secret", FetchTest.SECRET)
                        .put("credentials", new JsonObject().put("page_token", "t0ken"))
                        .put("settings", new JsonObject().put("graph_url", platform + "/v25.0/")));
        firm.known();
    }

    @Test
    void a_slow_look_and_a_slow_fetch_stay_with_their_node_until_it_dies(@TempDir Path dir) {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestPlatform platform = new TestPlatform();
                TestStore store = new TestStore(postgres, redis.url())) {
            platform.mood(this::answer);
            TestNode first = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", PATIENT);
            TestTenant firm = first.tenant().pool("p");
            channels(firm, platform.url());
            String hook = firm.admin().get("/channels/ads").json().getString("hook_url");
            assertThat(FetchTest.deliver(first, hook, "7300000000000000001")).isEqualTo(200);
            TestNode.eventually("both are asked", () -> platform.asked().size() == 2);
            String leases = LEASES.formatted(firm.no());
            try (TestNode second = TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", PATIENT)) {
                second.poll(firm.id);
                TestNode.eventually(
                        "both are renewed while the other node looks for work",
                        () -> store.count(leases + "due_at >= taken_at + interval '19 seconds'") == 2);
                assertThat(store.count(leases + "due_at > now() + interval '15 seconds'"))
                        .isZero();
                assertThat(platform.asked()).hasSize(2);
                assertThat(polls).hasValue(1);
                TestNode.await(first.die());
                dumb = false;
                dead.countDown();
                firm.stay(second);
                TestNode.eventually("another has them", () -> store.leads(firm).size() == 2);
                assertThat(second.ready()).isTrue();
            }
        }
    }
}
