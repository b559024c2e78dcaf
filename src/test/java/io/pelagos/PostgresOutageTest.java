package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedPostgres;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL stops at once, as in a crash, while agents claim; and comes back. */
class PostgresOutageTest {
    @TempDir
    Path dir;

    @Test
    void no_acknowledged_claim_is_lost_and_every_retry_gets_what_was_its() throws Exception {
        EmbeddedPostgres postgres = TestEngines.ownPostgres(dir);
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode first = TestNode.start(postgres.url(), redis.url());
                TestNode second = TestNode.start(postgres.url(), redis.url());
                TestStore store = new TestStore(postgres.url(), redis.url())) {
            TestTenant firm = first.tenant(second).pool("p");
            List<String> agents = firm.agents(10);
            firm.leads("p", 120);
            assertThat(store.sql("show synchronous_commit").get(0)).containsExactly("on");

            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sent.add(claim(i % 2 == 0 ? first : second, agents, i));
            }
            crash(dir);
            for (int i = 40; i < 80; i++) {
                sent.add(claim(i % 2 == 0 ? first : second, agents, i));
            }
            List<Http.Reply> replies = Http.all(sent);
            assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::problem))
                    .isSubsetOf("outcome-unknown", "not-ready");
            assertThat(first.as(firm.admin)
                            .post("/leads", firm.lead("p", "Sun"))
                            .status())
                    .isEqualTo(503);

            postgres = TestEngines.ownPostgres(dir);
            first.awaitReady();
            second.awaitReady();
            Map<String, Integer> owners = new HashMap<>();
            for (int i = 0; i < 80; i++) {
                int number = i;
                Http.Reply original = replies.get(i);
                Http.Reply[] again = {null};
                TestNode.eventually("a retry is answered", () -> {
                    again[0] = Http.await(claim(number % 2 == 0 ? second : first, agents, number));
                    return again[0].status() != 503;
                });
                assertThat(again[0].status()).as(again[0].body()).isEqualTo(201);
                if (original.ok()) {
                    assertThat(again[0].leads()).as("retry of claim %s", i).isEqualTo(original.leads());
                }
                assertThat(owners.put(again[0].leads().get(0), i)).isNull();
            }
            assertThat(store.claims(firm)).isEqualTo(80);
            owners.forEach((lead, number) ->
                    assertThat(store.owner(firm, lead)).isEqualTo("agent-" + (number % agents.size() + 1)));
            store.assertAtRest(firm);
        } finally {
            postgres.close();
        }
    }

    private static CompletableFuture<Http.Reply> claim(TestNode node, List<String> agents, int number) {
        return node.as(agents.get(number % agents.size()))
                .sendPost("/pools/p/claims", new JsonObject(), "claim-" + number);
    }

    /** What {@code pg_ctl stop -m immediate} does. */
    private static void crash(Path dir) throws IOException, InterruptedException {
        Path file = dir.resolve("postgres/data/postmaster.pid");
        long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
        assertThat(new ProcessBuilder("kill", "-QUIT", Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
        TestNode.eventually("PostgreSQL is down", () -> ProcessHandle.of(pid).isEmpty());
    }
}
