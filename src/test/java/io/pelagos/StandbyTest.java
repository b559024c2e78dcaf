package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.PostgresPair;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's disk is lost under two nodes and their claims, and the synchronous standby takes its place. */
class StandbyTest {
    private static final int CLAIMS = 120;

    @TempDir
    Path dir;

    @Test
    void no_acknowledged_claim_is_lost_and_the_former_primary_is_not_written_to() {
        try (PostgresPair postgres = new PostgresPair(dir.resolve("postgres"));
                EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode first = TestNode.start(postgres.url(), redis.url());
                TestNode second = TestNode.start(postgres.url(), redis.url())) {
            TestTenant firm = first.tenant(second).pool("p");
            List<String> agents = firm.agents(10);
            firm.leads("p", CLAIMS + 40);
            long epoch = epoch(postgres.url(0), redis, firm);

            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < CLAIMS; i++) {
                sent.add(claim(i % 2 == 0 ? first : second, agents, i));
                if (i == CLAIMS / 3) {
                    Http.await(sent.get(0));
                    postgres.kill(0);
                }
            }
            List<Http.Reply> replies = Http.all(sent);
            assertThat(replies.stream().filter(Http.Reply::ok)).isNotEmpty();
            assertThat(replies.stream().filter(r -> !r.ok()).map(Http.Reply::problem))
                    .isSubsetOf("outcome-unknown", "not-ready");

            long promoted = System.nanoTime();
            postgres.promote(1);
            first.awaitReady();
            second.awaitReady();
            System.out.println("ready " + (System.nanoTime() - promoted) / 1_000_000 + " ms after the promotion");
            // The former primary is back, and nobody has told it: it believes what it believed before.
            postgres.start(0);
            Map<String, Integer> owners = new HashMap<>();
            for (int i = 0; i < CLAIMS; i++) {
                Http.Reply again = settled(i % 2 == 0 ? second : first, agents, i);
                assertThat(again.status()).as(again.body()).isEqualTo(201);
                if (replies.get(i).ok()) {
                    assertThat(again.leads())
                            .as("claim %s", i)
                            .isEqualTo(replies.get(i).leads());
                }
                assertThat(owners.put(again.leads().get(0), i)).isNull();
            }
            try (TestStore newer = new TestStore(postgres.url(1), redis.url());
                    TestStore former = new TestStore(postgres.url(0), redis.url())) {
                assertThat(newer.epoch(firm.cell())).isGreaterThan(epoch);
                assertThat(newer.claims(firm)).isEqualTo(CLAIMS);
                assertThat(former.count("select count(*) from pg_stat_activity where application_name = 'pelagos'"
                                + " and state <> 'idle'"))
                        .isZero();
                assertThat(former.claims(firm)).isLessThan(CLAIMS);
                newer.assertAtRest(firm);
            }
        }
    }

    private static long epoch(String postgresUrl, EmbeddedRedis redis, TestTenant firm) {
        try (TestStore store = new TestStore(postgresUrl, redis.url())) {
            return store.epoch(firm.cell());
        }
    }

    /** Asked again until somebody can say. */
    private static Http.Reply settled(TestNode node, List<String> agents, int number) {
        Http.Reply[] last = {null};
        TestNode.eventually("a retry is answered", () -> {
            last[0] = Http.await(claim(node, agents, number));
            return last[0].status() != 503;
        });
        return last[0];
    }

    private static CompletableFuture<Http.Reply> claim(TestNode node, List<String> agents, int number) {
        return node.as(agents.get(number % agents.size()))
                .sendPost("/pools/p/claims", new JsonObject(), "claim-" + number);
    }
}
