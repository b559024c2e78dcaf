package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node leaves behind is finished by another: outbox entries, and records that are not as they should be. */
class TakeoverTest {
    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private TestStore store;
    private TestNode first;
    private TestNode second;
    private TestTenant firm;

    @BeforeEach
    void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
        firm = first.tenant(second).pool("p").pool("q");
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    private long both(String metric) {
        return first.metric(metric) + second.metric(metric);
    }

    @Test
    void a_claim_that_waits_for_its_commit_is_taken_over_and_committed_once() {
        List<String> agents = firm.agents(2);
        firm.leads("p", 4);
        CompletableFuture<Http.Reply> here;
        CompletableFuture<Http.Reply> there;
        try (TestStore.Hold held = store.holdCommits(firm.cell())) {
            here = first.as(agents.get(0)).sendPost("/pools/p/claims", new JsonObject(), "");
            there = second.as(agents.get(1)).sendPost("/pools/p/claims", new JsonObject(), "");
            held.await(2);
            // Whichever node looks after the cell takes over what the other does not commit.
            TestNode.eventually("an entry is taken over", () -> both("pelagos_swept_total") >= 1);
            assertThat(store.claims(firm)).isZero();
        }
        assertThat(Http.await(here).leads()).hasSize(1);
        assertThat(Http.await(there).leads())
                .hasSize(1)
                .isNotEqualTo(Http.await(here).leads());
        assertThat(store.claims(firm)).isEqualTo(2);
        store.assertAtRest(firm);
        assertThat(both("pelagos_overruled_total")).isZero();
    }

    @Test
    void a_claim_whose_node_died_before_the_commit_is_committed_by_the_other_and_a_retry_finds_it() {
        String agent = firm.agent("a");
        List<String> leads = firm.leads("p", 4);
        try (TestStore.Hold held = store.holdCommits(firm.cell())) {
            CompletableFuture<Http.Reply> never =
                    first.as(agent).sendPost("/pools/p/claims", new JsonObject().put("count", 2), "k");
            held.await(1);
            Future<Void> dead = first.die();
            TestNode.eventually("it is dead, and its transaction with it", () -> {
                store.endHeldBack();
                return dead.isComplete();
            });
            assertThat(never.handle((reply, failure) -> failure).join()).isNotNull();
        }
        store.redis("DEL", store.prefix(firm.cell()) + "lease");
        TestNode.eventually("the other node commits it", () -> store.claims(firm) == 2);
        assertThat(second.metric("pelagos_swept_total")).isEqualTo(1);

        Http.Reply again = second.as(agent).post("/pools/p/claims", new JsonObject().put("count", 2), "k");
        assertThat(again.replayed()).isTrue();
        assertThat(again.leads()).isEqualTo(leads.subList(0, 2));
        assertThat(store.claims(firm)).isEqualTo(2);
        firm.stay(second);
        store.assertAtRest(firm);
    }

    private boolean healed() {
        try {
            store.assertAtRest(firm);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @Test
    void damaged_records_are_healed_and_counted_while_claims_run() {
        String agent = firm.agent("a");
        List<String> leads = firm.leads("p", 40);
        firm.leads("q", 200);
        String owned = first.as(agent)
                .post("/pools/p/claims", new JsonObject())
                .leads()
                .get(0);
        store.assertAtRest(firm);
        assertThat(both("pelagos_healed_total")).isZero();
        // Whoever moved a lead in the last seconds may still be settling it: the scrubber leaves it alone.
        store.sql("update lead set changed_at = changed_at - interval '1 minute' where tenant = ?", firm.no());

        String prefix = store.prefix(firm.cell());
        String list = prefix + "z:" + firm.no() + "/p:";
        String lostRecord = leads.get(5);
        String lostPlace = leads.get(6);
        String lostBoth = leads.get(7);
        String wrongVersion = leads.get(8);
        store.redis("HDEL", store.bucket(firm, lostRecord), lostRecord);
        store.redis("ZREM", list, lostPlace);
        store.redis("HDEL", store.bucket(firm, lostBoth), lostBoth);
        store.redis("ZREM", list, lostBoth);
        store.redis(
                "HSET",
                store.bucket(firm, wrongVersion),
                wrongVersion,
                store.record(firm, wrongVersion).replace("p|1|", "p|9|"));
        store.redis("SREM", prefix + "o:" + firm.no() + "/a", owned);

        List<Http.Reply> claims = new ArrayList<>();
        TestNode.eventually("all are healed", () -> {
            if (claims.size() < 150) {
                claims.add(second.as(agent).post("/pools/q/claims", new JsonObject()));
            }
            return healed() && both("pelagos_healed_total") > 0;
        });
        assertThat(claims)
                .allSatisfy(reply -> assertThat(reply.status()).as(reply.body()).isEqualTo(201));
        assertThat(firm.visible("p")).isEqualTo(leads.subList(1, 40));
        // A round of the scrubber may fall between two of the damages, and heal one of them twice.
        assertThat(both("pelagos_healed_total")).isBetween(1L, 7L);
        store.assertAtRest(firm);
    }

    @Test
    void claims_pass_by_a_place_whose_record_is_gone() {
        String agent = firm.agent("a");
        List<String> leads = firm.leads("p", 3);
        store.awaitTail(firm);
        store.redis("HDEL", store.bucket(firm, leads.get(0)), leads.get(0));
        assertThat(first.as(agent).post("/pools/p/claims", new JsonObject()).leads())
                .containsExactly(leads.get(1));
    }

    @Test
    void under_traffic_nothing_needs_to_be_healed() {
        List<String> agents = firm.agents(8);
        firm.leads("p", 60);
        store.sql("update lead set changed_at = changed_at - interval '1 minute' where tenant = ?", firm.no());
        long deadline = System.nanoTime() + 3_000_000_000L;
        while (System.nanoTime() < deadline) {
            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
            for (int i = 0; i < agents.size(); i++) {
                Http http = (i % 2 == 0 ? first : second).as(agents.get(i));
                sent.add(http.sendPost("/pools/p/claims", new JsonObject(), "")
                        .thenCompose(claim -> claim.leads().isEmpty()
                                ? CompletableFuture.completedFuture(claim)
                                : http.sendPost("/leads/" + claim.leads().get(0) + "/release", new JsonObject(), "")));
            }
            Http.all(sent);
        }
        store.assertAtRest(firm);
        assertThat(both("pelagos_healed_total")).isZero();
        assertThat(both("pelagos_overruled_total")).isZero();
    }
}
