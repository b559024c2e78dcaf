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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL stands still, without closing anything, for longer than any limit of a node. */
class PostgresFreezeTest {
    private static final long STILL_NANOS = 8_000_000_000L;
    /** Links, pools at their largest, the intake; what rebuilds open is closed again. */
    private static final int SESSIONS_MAX = 20;

    @TempDir
    Path dir;

    @Test
    void is_served_again_afterwards_and_no_session_is_left_behind() throws Exception {
        EmbeddedPostgres postgres = TestEngines.ownPostgres(dir);
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode node = TestNode.start(
                        postgres.url(),
                        redis.url(),
                        "sweep_after_millis: 500, request_timeout_millis: 1000",
                        "postgres: {statement_timeout_millis: 1000}");
                TestStore store = new TestStore(postgres.url(), redis.url())) {
            TestTenant firm = node.tenant().pool("p");
            List<String> agents = firm.agents(8);
            firm.leads("p", 100);
            List<CompletableFuture<Http.Reply>> sent = new ArrayList<>(load(node, firm, agents, 0));
            sent.add(node.operator().sendPost("/operator/rebuild", new JsonObject(), ""));
            // The postmaster first: a session that it opens meanwhile would go on.
            signal("STOP", List.of(postmaster()));
            List<String> processes = processes();
            signal("STOP", processes);
            try {
                long end = System.nanoTime() + STILL_NANOS;
                for (int round = 1; System.nanoTime() < end; round++) {
                    List<CompletableFuture<Http.Reply>> more = load(node, firm, agents, round);
                    assertThat(Http.all(more)).allMatch(reply -> reply.status() == 503);
                    assertThat(node.ready()).isFalse();
                    // There may be one that this node has not heard of: the platform is to come again.
                    assertThat(node.as("")
                                    .post("/hooks/nobody", new JsonObject())
                                    .status())
                            .isEqualTo(503);
                }
                // All have an answer before PostgreSQL moves again.
                assertThat(Http.all(sent).stream().filter(r -> !r.ok()).map(Http.Reply::problem))
                        .isSubsetOf("outcome-unknown", "not-ready");
            } finally {
                signal("CONT", processes);
            }
            node.awaitReady();
            TestNode.eventually("the node claims", () -> node.as(agents.get(0))
                    .post("/pools/p/claims", new JsonObject())
                    .ok());
            TestNode.eventually(
                    "a team is made",
                    () -> firm.admin().post("/teams", team("after")).ok());
            TestNode.eventually("few sessions are left", () -> sessions(store) <= SESSIONS_MAX);
            // PostgreSQL has stored, once it moved, what its node no longer waited for: the tail shows it.
            TestNode.eventually("each stored lead is shown", () -> store.allShown(firm));
            store.assertAtRest(firm);
        } finally {
            postgres.close();
        }
    }

    /** Something of everything that waits for PostgreSQL. */
    private static List<CompletableFuture<Http.Reply>> load(
            TestNode node, TestTenant firm, List<String> agents, int round) {
        List<CompletableFuture<Http.Reply>> sent = new ArrayList<>();
        for (String agent : agents) {
            sent.add(node.as(agent).sendPost("/pools/p/claims", new JsonObject(), ""));
        }
        for (int i = 0; i < 4; i++) {
            sent.add(firm.admin().sendPost("/teams", team("t-" + round + "-" + i), ""));
            sent.add(firm.admin().sendPost("/leads", firm.lead("p", "Sun"), ""));
        }
        return sent;
    }

    private static JsonObject team(String id) {
        return new JsonObject().put("id", id).put("name", id);
    }

    private static long sessions(TestStore store) {
        return store.count("select count(*) from pg_stat_activity where application_name = 'pelagos'");
    }

    private String postmaster() throws IOException {
        return Files.readAllLines(dir.resolve("postgres/data/postmaster.pid"))
                .get(0)
                .strip();
    }

    private List<String> processes() throws IOException {
        ProcessHandle handle = ProcessHandle.of(Long.parseLong(postmaster())).orElseThrow();
        return Stream.concat(Stream.of(handle), handle.descendants())
                .map(process -> Long.toString(process.pid()))
                .toList();
    }

    private static void signal(String name, List<String> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(processes);
        // A session may have ended by itself between the look and the signal.
        new ProcessBuilder(command).start().waitFor();
    }
}
