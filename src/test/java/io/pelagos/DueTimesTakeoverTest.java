package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that looks after a cell dies, and another rings its alarms and compares its leads. */
class DueTimesTakeoverTest {
    @TempDir
    Path dir;

    @Test
    void alarms_ring_and_leads_are_compared_on_the_node_that_is_left() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestStore store = new TestStore(postgres, redis.url())) {
            // Alone, so the cell is its.
            TestNode first = TestNode.start(postgres, redis.url());
            TestTenant firm = first.tenant().pool("q").pool("p", takenBackAfterTwoSeconds());
            String agent = firm.agent("lin");
            List<String> leads = firm.leads("p", 3);
            try (TestNode second = TestNode.start(postgres, redis.url())) {
                second.poll(firm.id);
                String claimed = first.as(agent)
                        .post("/pools/p/claims", new JsonObject())
                        .leads()
                        .get(0);
                TestNode.await(first.die());
                firm.stay(second);
                long diedNanos = System.nanoTime();
                store.sql("update lead set changed_at = changed_at - interval '1 minute' where tenant = ?", firm.no());
                store.redis("ZREM", store.prefix(firm.cell()) + "z:" + firm.no() + "/p:", leads.get(2));
                TestNode.eventually(
                        "its deadline has come", () -> firm.visible("q").contains(claimed));
                System.out.println("rung " + (System.nanoTime() - diedNanos) / 1_000_000 + " ms after the death");
                TestNode.eventually(
                        "the lost place is healed", () -> firm.visible("p").contains(leads.get(2)));
                assertThat(second.metric("pelagos_healed_total")).isPositive();
                store.assertAtRest(firm);
            }
        }
    }

    private static JsonObject takenBackAfterTwoSeconds() {
        JsonObject rule = new JsonObject()
                .put("name", "soon")
                .put("trigger", "no_first_contact")
                .put("after", "PT2S")
                .put("to", "q");
        return new JsonObject().put("recycle", new JsonArray().add(rule));
    }
}
