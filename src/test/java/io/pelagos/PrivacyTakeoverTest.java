package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is promised holds over two nodes, and over the death of one. */
class PrivacyTakeoverTest {
    private static final String PHONE = "+8613912345670";

    @TempDir
    Path dir;

    private EmbeddedRedis redis;
    private TestStore store;
    private TestNode first;
    private @Nullable TestNode second;
    private TestTenant firm;

    @BeforeEach
    void start() {
        redis = TestEngines.ownRedis(dir);
        store = new TestStore(TestEngines.postgresUrl(), redis.url());
        first = TestNode.start(store.postgresUrl(), redis.url());
        firm = first.tenant().pool("p", new JsonObject().put("reveal", new JsonObject().put("per_day", 7)));
        firm.agent("ann");
    }

    @AfterEach
    void stop() {
        first.close();
        if (second != null) {
            second.close();
        }
        store.close();
        redis.close();
    }

    private String entered() {
        JsonObject lead = firm.lead("p", "Ouyang Mingzhu");
        lead.getJsonObject("contact").put("phone", PHONE);
        Http.Reply entered = firm.admin().post("/leads", lead);
        assertThat(entered.status()).as(entered.body()).isEqualTo(201);
        return entered.json().getString("id");
    }

    private String task(String text) {
        Http.Reply made =
                firm.admin().post("/tasks", new JsonObject().put("agent", "ann").put("text", text));
        assertThat(made.ok()).as(made.body()).isTrue();
        return made.json().getString("id");
    }

    /** Nobody changes the task until it is rolled back. */
    private Connection held(String task) throws SQLException {
        Connection connection = TestEngines.connect(store.postgresUrl());
        connection.setAutoCommit(false);
        try (PreparedStatement lock = connection.prepareStatement("select 1 from task where id = ? for update")) {
            lock.setLong(1, Long.parseLong(task));
            lock.execute();
        }
        return connection;
    }

    @Test
    void another_node_ends_the_erasure_in_which_one_has_died() throws Exception {
        String lead = entered();
        String early = task("Ring " + PHONE);
        String late = task("Ring " + PHONE + " once more");
        String job;
        try (Connection lock = held(late)) {
            Http.Reply started = firm.admin().post("/data-subjects:erase", new JsonObject().put("phone", PHONE));
            assertThat(started.status()).as(started.body()).isEqualTo(202);
            job = started.json().getString("id");
            TestNode.eventually(
                    "it is in the midst of its work",
                    () -> store.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                    + " and query like '%update task %' and datname = current_database()")
                            > 0);
            assertThat(firm.admin().get("/leads/" + lead).json().getString("erased_at"))
                    .isNotNull();
            TestNode.await(first.die());
            lock.rollback();
        }
        first = TestNode.start(store.postgresUrl(), redis.url());
        firm.stay(first);
        // Else it waits until it is sure that the first is dead.
        store.sql("update job set lease = now()");
        TestNode.eventually("it is over", () -> firm.admin()
                .get("/jobs/" + job)
                .json()
                .getString("status")
                .equals("done"));
        JsonArray tasks = firm.admin().get("/tasks?agent=ann").json().getJsonArray("items");
        assertThat(tasks.stream().map(one -> ((JsonObject) one).getString("id")))
                .containsExactlyInAnyOrder(early, late);
        assertThat(tasks.stream().map(one -> ((JsonObject) one).getString("text")))
                .containsOnly("(erased)");
        assertThat(firm.admin().get("/leads/" + lead + "/events").body()).containsOnlyOnce("\"erased\"");
        JsonObject found = firm.admin()
                .post("/data-subjects:find", new JsonObject().put("phone", PHONE))
                .json();
        assertThat(found.getJsonArray("leads")).isEmpty();
        assertThat(found.getJsonArray("tasks")).isEmpty();
        store.assertAtRest(firm);
    }

    @Test
    void two_nodes_that_reveal_at_once_keep_the_daily_limit_exactly() {
        TestNode other = TestNode.start(store.postgresUrl(), redis.url());
        second = other;
        other.poll(firm.id);
        List<String> leads = firm.enter("p", 4);
        JsonObject why = new JsonObject().put("reason", "A complaint");
        List<CompletableFuture<Http.Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            TestNode node = i % 2 == 0 ? first : other;
            asked.add(node.as(firm.admin).sendPost("/leads/" + leads.get(i % 4) + "/reveal", why, ""));
        }
        List<String> answers =
                Http.all(asked).stream().map(Http.Reply::toString).toList();
        assertThat(answers.stream().filter("200"::equals)).hasSize(7);
        assertThat(answers.stream().filter("429 look-limit"::equals)).hasSize(17);
        assertThat(store.count("select count(*) from journal where tenant = ? and type = 'revealed'", firm.no()))
                .isEqualTo(7);
        assertThat(store.count("select count(*) from contact_read where tenant = ?", firm.no()))
                .isEqualTo(7);
    }
}
