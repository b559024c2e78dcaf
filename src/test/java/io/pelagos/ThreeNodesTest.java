package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.RedisFleet;
import io.pelagos.platform.TestEngines;
import io.pelagos.tool.Ports;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Firms whose cells are at three masters of a Redis Cluster, served by three nodes, of which one comes and dies. */
class ThreeNodesTest {
    private static final int FIRMS = 4;
    private static final int LIMIT = 12;

    @TempDir
    Path dir;

    private final String postgres = TestEngines.postgresUrl();
    private final int port = Ports.free();
    private final List<RacingAgents> races = new ArrayList<>();
    private final Map<RacingAgents, SteadyClaims> steady = new HashMap<>();
    private RedisFleet redis;
    private TestStore store;
    private TestNode first;
    private TestNode second;

    @BeforeEach
    void start() {
        redis = RedisFleet.cluster(dir);
        store = new TestStore(postgres, redis.url());
        first = node();
        second = node();
        for (int i = 0; i < FIRMS; i++) {
            RacingAgents race = new RacingAgents(store, LIMIT, first, second);
            races.add(race);
            steady.put(race, new SteadyClaims(race.firm, List.of(first, second)));
        }
    }

    @AfterEach
    void stop() {
        steady.values().forEach(SteadyClaims::close);
        first.close();
        second.close();
        store.close();
        redis.close();
    }

    private TestNode node() {
        return TestNode.member(postgres, redis.url(), port);
    }

    @Test
    void a_node_joins_and_dies_and_a_master_dies_under_the_claims_of_all_firms() {
        Set<Integer> masters = races.stream().map(this::master).collect(Collectors.toSet());
        assertThat(masters).as("masters that hold a cell").hasSize(3);
        joinsAndDies();
        masterDies();
        steady.values().forEach(SteadyClaims::close);
        races.forEach(RacingAgents::assertNothingLost);
    }

    private int master(RacingAgents race) {
        return redis.master("c" + race.firm.cell());
    }

    private void joinsAndDies() {
        TestNode third = node();
        List<TestNode> all = List.of(first, second, third);
        List<TestNode> left = List.of(first, second);
        List<TestTenant> firms =
                new ArrayList<>(races.stream().map(race -> race.firm).toList());
        firms.forEach(firm -> third.poll(firm.id));
        races.forEach(race -> race.at(all));
        List<List<CompletableFuture<Http.Reply>>> raced =
                races.stream().map(race -> race.send(12)).toList();
        note(raced);

        // With few cells it may be that none of them is left to it.
        while (tended(third).isEmpty()) {
            TestTenant another = first.tenant(second, third);
            firms.add(another);
            awaitTended(all, another.cell());
        }
        assertThat(steady.values())
                .allSatisfy(claims -> assertThat(claims.refusals()).isEmpty());
        firms.forEach(firm -> awaitTended(all, firm.cell()));
        TestTenant its = firms.stream()
                .filter(firm -> tended(third).contains(firm.cell()))
                .findFirst()
                .orElseThrow();
        String agent = poolOfOneSecond(its);
        long before = third.metric("pelagos_transitions_total");
        // Nobody asks it for anything meanwhile.
        TestNode.eventually("it has recycled a lead", () -> {
            recycles(its, agent);
            return third.metric("pelagos_transitions_total") > before;
        });

        raced = races.stream().map(race -> race.sendAndRepeat(12, "dies")).toList();
        TestNode.await(third.die());
        races.forEach(race -> race.at(left));
        note(raced);
        firms.forEach(firm -> awaitTended(left, firm.cell()));
        recycles(its, agent);
        assertThat(steady.values())
                .allSatisfy(claims -> assertThat(claims.refusals()).isEmpty());
    }

    private void note(List<List<CompletableFuture<Http.Reply>>> raced) {
        for (int i = 0; i < raced.size(); i++) {
            races.get(i).note(raced.get(i));
        }
    }

    private static Set<Integer> tended(TestNode node) {
        return cells(node, "pelagos_cell_tended");
    }

    private static Set<Integer> open(TestNode node) {
        return cells(node, "pelagos_cell_open");
    }

    private static Set<Integer> cells(TestNode node, String metric) {
        return node.cells(metric).entrySet().stream()
                .filter(cell -> cell.getValue() == 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static void awaitTended(List<TestNode> nodes, int cell) {
        TestNode.eventually(
                "one node tends cell " + cell,
                () -> nodes.stream().filter(node -> tended(node).contains(cell)).count() == 1);
    }

    /** Claims from it are taken back after a second; the token of an agent. */
    private static String poolOfOneSecond(TestTenant firm) {
        JsonObject rule = new JsonObject()
                .put("name", "soon")
                .put("trigger", "no_first_contact")
                .put("after", "PT1S")
                .put("to", "late");
        firm.pool("late").pool("soon", new JsonObject().put("recycle", new JsonArray().add(rule)));
        return firm.agent("slow");
    }

    private void recycles(TestTenant firm, String agent) {
        firm.leads("soon", 1);
        String lead = first.as(agent)
                .post("/pools/soon/claims", new JsonObject())
                .leads()
                .get(0);
        TestNode.eventually("it is taken back", () -> firm.visible("late").contains(lead));
    }

    private void masterDies() {
        int dies = master(races.get(0));
        List<RacingAgents> hit = races.stream().filter(r -> master(r) == dies).toList();
        List<RacingAgents> spared =
                races.stream().filter(race -> !hit.contains(race)).toList();
        Map<Integer, Long> hitEpochs = epochs(hit);
        Map<Integer, Long> sparedEpochs = epochs(spared);
        int another = master(spared.get(0));

        redis.promotion(false);
        List<List<CompletableFuture<Http.Reply>>> raced =
                races.stream().map(race -> race.send(8)).toList();
        redis.kill(dies);
        note(raced);
        redis.awaitUncovered(another);
        for (TestNode node : List.of(first, second)) {
            TestNode.eventually("the dead master's cells are closed", () -> open(node).stream()
                    .noneMatch(hitEpochs::containsKey));
            node.awaitReady();
        }
        spared.forEach(this::awaitClaims);

        redis.promotion(true);
        store.awaitRebuilt(hitEpochs, first, second);
        for (TestNode node : List.of(first, second)) {
            TestNode.eventually("they are open again", () -> open(node).containsAll(hitEpochs.keySet()));
        }
        races.forEach(this::awaitClaims);
        assertThat(epochs(spared)).isEqualTo(sparedEpochs);
        spared.forEach(race -> assertThat(steady.get(race).refusals()).isEmpty());
        hit.forEach(race -> assertThat(steady.get(race).refusals()).isSubsetOf("503 not-ready", "503 outcome-unknown"));
    }

    private Map<Integer, Long> epochs(List<RacingAgents> of) {
        return of.stream()
                .map(race -> race.firm.cell())
                .collect(Collectors.toMap(cell -> cell, cell -> store.epoch(cell)));
    }

    private void awaitClaims(RacingAgents race) {
        SteadyClaims claims = steady.get(race);
        int rounds = claims.rounds();
        TestNode.eventually("claims go on", () -> claims.rounds() >= rounds + 10);
    }
}
