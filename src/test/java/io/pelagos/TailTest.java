package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was committed last is shown, whoever committed it. */
class TailTest {
    @TempDir
    Path dir;

    @Test
    void a_lead_that_its_node_committed_and_never_showed_is_shown() {
        String postgres = TestEngines.postgresUrl();
        // The scrubber would show in the end what is only the tail's to show.
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode node = TestNode.start(postgres, redis.url(), "scrub_leads_per_second: 0");
                TestStore store = new TestStore(postgres, redis.url())) {
            TestTenant firm = node.tenant().pool("p");
            String agent = firm.agents(1).get(0);
            String lead = firm.leads("p", 1).get(0);
            store.awaitTail(firm);
            store.forget(firm, "p", lead);
            assertThat(node.as(agent)
                            .post("/pools/p/claims", new JsonObject().put("lead", lead))
                            .status())
                    .isEqualTo(404);
            // As if it had been committed just now, by a node that died before it told Redis.
            store.sql(
                    "update journal set xid = pg_current_xact_id() where tenant = ? and lead = ?",
                    firm.no(),
                    Long.parseLong(lead));
            TestNode.eventually("the lead can be claimed", () -> node.as(agent)
                    .post("/pools/p/claims", new JsonObject().put("lead", lead))
                    .ok());
            assertThat(node.metric("pelagos_healed_total"))
                    .as("leads that only the scrubber found")
                    .isZero();
        }
    }
}
