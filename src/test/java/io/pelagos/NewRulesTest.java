package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules change while leads are on their way. */
class NewRulesTest {
    @TempDir
    Path dir;

    @Test
    void leads_that_moved_a_moment_before_get_their_new_alarm_too() {
        String postgres = TestEngines.postgresUrl();
        // Without a pace the scrubber walks only because the rules have changed.
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode node = TestNode.start(postgres, redis.url(), "scrub_leads_per_second: 0");
                TestStore store = new TestStore(postgres, redis.url())) {
            TestTenant firm = node.tenant().pool("p", rule("P30D"));
            String agent = firm.agents(1).get(0);
            firm.leads("p", 3);
            List<String> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.addAll(
                        node.as(agent).post("/pools/p/claims", new JsonObject()).leads());
            }
            assertThat(held).hasSize(3);
            long monthly = alarm(store, firm, held.get(0));
            firm.pool("p", rule("P3D"));
            TestNode.eventually("all have the new alarm", () -> held.stream()
                    .allMatch(lead -> alarm(store, firm, lead) < monthly - 20L * 86_400_000));
        }
    }

    private static long alarm(TestStore store, TestTenant firm, String lead) {
        String record = store.record(firm, lead);
        return Long.parseLong(record.substring(record.lastIndexOf('|') + 1));
    }

    private static JsonObject rule(String after) {
        return new JsonObject()
                .put(
                        "recycle",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "held")
                                        .put("trigger", "max_hold")
                                        .put("after", after)));
    }
}
