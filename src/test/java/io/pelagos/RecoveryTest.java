package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis forgets, stops, and dies under two nodes and their claims. */
class RecoveryTest {
    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private TwoNodes nodes;
    private RacingAgents claims;
    private TestStore store;
    private TestNode first;
    private TestNode second;
    private TestTenant firm;

    @BeforeEach
    void start() {
        redis = TestEngines.ownRedis(dir);
        nodes = new TwoNodes(redis.url());
        claims = nodes.claims;
        store = nodes.store;
        first = nodes.first;
        second = nodes.second;
        firm = claims.firm;
    }

    @AfterEach
    void stop() {
        nodes.close();
        redis.close();
    }

    @Test
    void a_flush_is_noticed_and_nothing_acknowledged_is_lost() {
        claims.note(claims.send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = claims.send(16);
        store.redis("FLUSHALL");
        running.addAll(claims.send(16));
        claims.note(running);
        store.awaitRebuilt(before, first, second);
        claims.assertNothingLost();
    }

    @Test
    void forgotten_scripts_are_not_loaded_again_but_lead_to_a_rebuild() {
        claims.note(claims.send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = claims.send(16);
        store.redis("SCRIPT", "FLUSH");
        running.addAll(claims.send(16));
        claims.note(running);
        store.awaitRebuilt(before, first, second);
        claims.assertNothingLost();
    }

    @Test
    void forgotten_scripts_are_noticed_though_nobody_asks_for_anything() {
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        store.redis("SCRIPT", "FLUSH");
        store.awaitRebuilt(before, first, second);
    }

    @Test
    void a_redis_that_died_and_came_back_empty_is_filled_again() {
        claims.note(claims.send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = claims.send(16);
        kill(redis.pid());
        running.addAll(claims.send(16));
        redis = TestEngines.ownRedis(dir);
        claims.note(running);
        store.awaitRebuilt(before, first, second);
        claims.assertNothingLost();
    }

    @Test
    void another_replication_id_means_another_redis() {
        claims.note(claims.send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        String known = replid();
        // As after a failover: the data and the scripts are there, and perhaps not the newest.
        store.redis("REPLICAOF", "127.0.0.1", "1");
        store.redis("REPLICAOF", "NO", "ONE");
        assertThat(replid()).isNotEqualTo(known);
        claims.note(claims.send(16));
        store.awaitRebuilt(before, first, second);
        claims.assertNothingLost();
    }

    private String replid() {
        return ((String) store.redis("INFO", "replication"))
                .lines()
                .filter(line -> line.startsWith("master_replid:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_clock_that_alone_was_lost_leads_to_a_rebuild() {
        claims.note(claims.send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        assertThat(store.redis("DEL", store.prefix(firm.cell()) + "clock")).isEqualTo(1L);
        store.awaitRebuilt(before, first, second);
        claims.assertNothingLost();
    }

    /** Nodes of two releases read these keys at once while one after the other is replaced. */
    @Test
    void files_of_another_database_lead_to_a_rebuild_and_a_node_that_told_nothing_of_them_does_not() {
        claims.note(claims.send(16));
        String cell = "{c" + firm.cell() + "}:";
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        store.redis("SET", cell + "files", before.get(firm.cell()) + "|1/1");
        store.awaitRebuilt(before, first, second);
        long epoch = store.epoch(firm.cell());
        assertThat((String) store.redis("GET", cell + "epoch")).matches(epoch + "\\|\\d+/[0-9A-F]{8}");
        for (String told : List.of("", epoch - 1 + "|1/1")) {
            store.redis("SET", cell + "files", told);
            TestNode.eventually("the files are told again", () -> ((String) store.redis("GET", cell + "files"))
                    .matches(epoch + "\\|\\d+/\\d+"));
        }
        assertThat(store.epoch(firm.cell())).isEqualTo(epoch);
        claims.assertNothingLost();
    }

    @Test
    void a_rebuilt_cells_time_is_not_behind_the_newest_change() {
        long ahead = System.currentTimeMillis() + 3_600_000;
        store.sql(
                "update lead set changed_at = to_timestamp(? / 1000.0) where tenant = ? and pool = 'p'",
                ahead,
                firm.no());
        store.forget(first, second);
        String clock = (String) store.redis("GET", store.prefix(firm.cell()) + "clock");
        assertThat(Long.parseLong(clock)).isGreaterThanOrEqualTo(ahead);
    }

    @Test
    void a_redis_that_would_evict_is_not_used_until_that_is_mended() {
        store.redis("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        store.redis("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        TestNode.eventually("the first stops deciding", () -> refuses(first));
        TestNode.eventually("the second stops deciding", () -> refuses(second));
        store.redis("CONFIG", "SET", "maxmemory-policy", "noeviction");
        claims.assertNothingLost();
    }

    private boolean refuses(TestNode node) {
        return node.as(claims.agent()).get("/pools/p/leads").status() == 503;
    }

    @Test
    void a_node_that_missed_a_rebuild_answers_rightly() {
        claims.note(claims.send(16));
        long before = store.epoch(firm.cell());
        assertThat(second.operator()
                        .post("/operator/rebuild", new JsonObject().put("cell", firm.cell()))
                        .status())
                .isEqualTo(200);
        assertThat(store.epoch(firm.cell())).isEqualTo(before + 1);
        for (int i = 0; i < 3; i++) {
            claims.note(claims.send(8));
        }
        claims.assertNothingLost();
    }

    @Test
    void leads_are_acknowledged_while_redis_does_not_answer_and_show_up_afterwards() {
        claims.note(claims.send(8));
        signal("STOP", redis.pid());
        List<String> entered;
        try {
            entered = firm.enter("p", 20);
        } finally {
            signal("CONT", redis.pid());
        }
        TestNode.eventually("they are visible", () -> firm.visible("p").containsAll(entered));
        claims.assertNothingLost();
    }

    @Test
    void leads_are_acknowledged_while_redis_is_dead_and_show_up_afterwards() {
        kill(redis.pid());
        List<String> entered = firm.enter("p", 20);
        assertThat(first.as(claims.agent())
                        .post("/pools/p/claims", new JsonObject())
                        .problem())
                .isIn("not-ready", "outcome-unknown");
        redis = TestEngines.ownRedis(dir);
        first.awaitReady();
        second.awaitReady();
        TestNode.eventually("they are visible", () -> firm.visible("p").containsAll(entered));
        claims.assertNothingLost();
    }

    private static void kill(long pid) {
        signal("KILL", pid);
        TestNode.eventually("Redis is dead", () -> ProcessHandle.of(pid).isEmpty());
    }

    private static void signal(String name, long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
