package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that imports a file dies, and another goes on. */
class ImportTakeoverTest {
    private static final int ROWS = 10_000;

    @Test
    void no_row_is_lost_and_none_is_doubled(@TempDir Path dir) {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir)) {
            TestNode first =
                    TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", "intake: {batch_max: 20}");
            TestTenant firm = first.tenant().pool("web");
            // Nothing but the row's own name tells one of these leads from another.
            byte[] file = ("name\n" + "Li\n".repeat(ROWS)).getBytes(StandardCharsets.UTF_8);
            String id = firm.admin()
                    .file("/imports?pool=web", "text/csv", file, "")
                    .json()
                    .getString("id");
            String path = "/imports/" + id;
            TestNode.eventually(
                    "some rows are in", () -> firm.admin().get(path).json().getInteger("accepted") > 0);
            JsonObject last = firm.admin().get(path).json();
            TestNode.await(first.die());
            assertThat(last.getInteger("accepted")).as("when its node died").isLessThan(ROWS);
            try (TestNode second = TestNode.start(postgres, redis.url())) {
                firm.stay(second);
                firm.known();
                TestNode.eventually(
                        "the import is done",
                        () -> firm.admin().get(path).json().getString("status").equals("done"));
                JsonObject done = firm.admin().get(path).json();
                assertThat(done.getInteger("accepted")).as(done.encode()).isEqualTo(ROWS);
                assertThat(done.getInteger("duplicate")).isZero();
                assertThat(firm.admin()
                                .get("/exports/leads?format=ndjson")
                                .body()
                                .lines())
                        .hasSize(ROWS);
            }
        }
    }
}
