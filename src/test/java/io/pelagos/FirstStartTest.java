package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's cell opens while the server still starts, before the rules are there that ring its alarms. */
class FirstStartTest {
    @TempDir
    Path dir;

    @Test
    void rules_fire_without_another_start() {
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir);
                TestNode node = TestNode.start(
                        TestEngines.postgresUrl(), redis.url(), "sweep_after_millis: 500", "demo: {enabled: true}")) {
            Http admin = node.as(TestNode.OPERATOR);
            JsonObject rule = new JsonObject()
                    .put("name", "long")
                    .put("trigger", "max_hold")
                    .put("after", "PT1S");
            JsonObject pool = new JsonObject()
                    .put("id", "p")
                    .put("name", "P")
                    .put("members", new JsonObject().put("everyone", true))
                    .put("recycle", new JsonArray().add(rule));
            assertThat(admin.post("/pools", pool).status()).isEqualTo(201);
            JsonObject lead = new JsonObject().put("pool", "p").put("contact", new JsonObject().put("name", "Li"));
            assertThat(admin.post("/leads", lead).status()).isEqualTo(201);
            String agent =
                    admin.post("/agents/yun/tokens", new JsonObject()).json().getString("token");
            TestNode.eventually("a claim", () -> node.as(agent)
                    .post("/pools/p/claims", new JsonObject())
                    .ok());
            TestNode.eventually("the rule takes the lead back", () -> !node.as(agent)
                    .get("/pools/p/leads")
                    .json()
                    .getJsonArray("items")
                    .isEmpty());
        }
    }
}
