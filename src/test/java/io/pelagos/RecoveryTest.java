package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private TestStore store;
    private TestNode first;
    private TestNode second;
    private TestTenant firm;
    private List<String> agents;
    private final Map<String, String> won = new HashMap<>();
    private final Set<String> refusals = new HashSet<>();

    @BeforeEach
    void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
        firm = first.tenant(second)
                .pool(
                        "p",
                        new JsonObject()
                                .put(
                                        "quotas",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("window", "day")
                                                        .put("max", 30))));
        agents = firm.agents(4);
        firm.leads("p", 150);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    private TestNode node(int number) {
        return number % 2 == 0 ? first : second;
    }

    /** Claims by all agents on both nodes, not waited for. */
    private List<CompletableFuture<Http.Reply>> send(int claims) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
            sent.add(node(i / 4).as(agents.get(i % 4)).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        return sent;
    }

    private List<Http.Reply> note(List<CompletableFuture<Http.Reply>> sent) {
        List<Http.Reply> replies = Http.all(sent);
        for (int i = 0; i < replies.size(); i++) {
            for (String lead : replies.get(i).leads()) {
                assertThat(won.put(lead, "agent-" + (i % 4 + 1)))
                        .as("two owners")
                        .isNull();
            }
            if (!replies.get(i).ok()) {
                refusals.add(replies.get(i).problem());
            }
        }
        return replies;
    }

    /** Claims until every agent has reached the limit, then compares all with what the engines hold. */
    private void assertNothingLost() {
        assertThat(refusals).isSubsetOf("not-ready", "outcome-unknown");
        TestNode.eventually("every agent has reached the limit", () -> {
            List<Http.Reply> replies = note(send(16));
            return replies.stream().allMatch(r -> r.problem().equals("quota-exceeded"));
        });
        assertThat(store.claims(firm)).isEqualTo(4 * 30);
        for (TestStore.Lead lead : store.leads(firm)) {
            String owner = won.get(lead.id());
            assertThat(owner == null || owner.equals(lead.owner()))
                    .as("%s is %s's", lead.id(), owner)
                    .isTrue();
        }
        store.assertAtRest(firm);
        assertThat(first.metric("pelagos_healed_total") + second.metric("pelagos_healed_total"))
                .isZero();
    }

    @Test
    void a_flush_is_noticed_and_nothing_acknowledged_is_lost() {
        note(send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = send(16);
        store.redis("FLUSHALL");
        running.addAll(send(16));
        note(running);
        store.awaitRebuilt(before, first, second);
        assertNothingLost();
    }

    @Test
    void forgotten_scripts_are_not_loaded_again_but_lead_to_a_rebuild() {
        note(send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = send(16);
        store.redis("SCRIPT", "FLUSH");
        running.addAll(send(16));
        note(running);
        store.awaitRebuilt(before, first, second);
        assertNothingLost();
    }

    @Test
    void a_redis_that_died_and_came_back_empty_is_filled_again() {
        note(send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        List<CompletableFuture<Http.Reply>> running = send(16);
        kill(redis.pid());
        running.addAll(send(16));
        redis = TestEngines.ownRedis(dir);
        note(running);
        store.awaitRebuilt(before, first, second);
        assertNothingLost();
    }

    @Test
    void another_replication_id_means_another_redis() {
        note(send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        String known = replid();
        // As after a failover: the data and the scripts are there, and perhaps not the newest.
        store.redis("REPLICAOF", "127.0.0.1", "1");
        store.redis("REPLICAOF", "NO", "ONE");
        assertThat(replid()).isNotEqualTo(known);
        note(send(16));
        store.awaitRebuilt(before, first, second);
        assertNothingLost();
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
        note(send(16));
        Map<Integer, Long> before = Map.of(firm.cell(), store.epoch(firm.cell()));
        assertThat(store.redis("DEL", store.prefix(firm.cell()) + "clock")).isEqualTo(1L);
        store.awaitRebuilt(before, first, second);
        assertNothingLost();
    }

    /** Nodes of two releases read these keys at once while one after the other is replaced. */
    @Test
    void files_of_another_database_lead_to_a_rebuild_and_a_node_that_told_nothing_of_them_does_not() {
        note(send(16));
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
        assertNothingLost();
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
        assertNothingLost();
    }

    private boolean refuses(TestNode node) {
        return node.as(agents.get(0)).get("/pools/p/leads").status() == 503;
    }

    @Test
    void a_node_that_missed_a_rebuild_answers_rightly() {
        note(send(16));
        long before = store.epoch(firm.cell());
        assertThat(second.operator()
                        .post("/operator/rebuild", new JsonObject().put("cell", firm.cell()))
                        .status())
                .isEqualTo(200);
        assertThat(store.epoch(firm.cell())).isEqualTo(before + 1);
        for (int i = 0; i < 3; i++) {
            note(send(8));
        }
        assertNothingLost();
    }

    @Test
    void leads_are_acknowledged_while_redis_does_not_answer_and_show_up_afterwards() {
        note(send(8));
        signal("STOP", redis.pid());
        List<String> entered;
        try {
            entered = firm.enter("p", 20);
        } finally {
            signal("CONT", redis.pid());
        }
        TestNode.eventually("they are visible", () -> firm.visible("p").containsAll(entered));
        assertNothingLost();
    }

    @Test
    void leads_are_acknowledged_while_redis_is_dead_and_show_up_afterwards() {
        kill(redis.pid());
        List<String> entered = firm.enter("p", 20);
        assertThat(first.as(agents.get(0))
                        .post("/pools/p/claims", new JsonObject())
                        .problem())
                .isIn("not-ready", "outcome-unknown");
        redis = TestEngines.ownRedis(dir);
        first.awaitReady();
        second.awaitReady();
        TestNode.eventually("they are visible", () -> firm.visible("p").containsAll(entered));
        assertNothingLost();
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
