package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is shut out on one node is shut out on the other. */
class AccessTest {
    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        first = TestNode.start(postgres, redis.url());
        second = TestNode.start(postgres, redis.url());
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void a_revoked_token_is_refused_on_both_nodes() {
        TestTenant firm = first.tenant(second).pool("p");
        firm.agent("a");
        Http.Reply issued = firm.admin().post("/agents/a/tokens", new JsonObject());
        String token = issued.json().getString("token");
        assertThat(second.as(token).get("/me").status()).isEqualTo(200);

        assertThat(firm.admin()
                        .delete("/agents/a/tokens/" + issued.json().getString("id"))
                        .ok())
                .isTrue();
        long sinceNanos = System.nanoTime();
        assertThat(first.as(token).get("/me").status()).isEqualTo(401);
        assertRefusedSoon(token, sinceNanos);
    }

    @Test
    void a_suspended_agent_is_refused_on_both_nodes() {
        TestTenant firm = first.tenant(second).pool("p");
        String token = firm.agent("a");
        assertThat(second.as(token).get("/me").status()).isEqualTo(200);

        JsonObject suspended = new JsonObject()
                .put("login", "a")
                .put("name", "a")
                .put("role", "agent")
                .put("status", "suspended");
        assertThat(firm.admin().put("/agents/a", suspended).status()).isEqualTo(200);
        long sinceNanos = System.nanoTime();
        assertThat(first.as(token).post("/pools/p/claims", new JsonObject()).status())
                .isEqualTo(401);
        assertRefusedSoon(token, sinceNanos);
    }

    @Test
    void the_tokens_of_a_deleted_agent_stay_dead_when_the_id_is_given_again() {
        TestTenant firm = first.tenant(second).pool("p");
        String token = firm.agent("a");
        assertThat(second.as(token).get("/me").status()).isEqualTo(200);

        assertThat(firm.admin().delete("/agents/a").status()).isEqualTo(204);
        String other = firm.agent("a");
        assertThat(first.as(token).get("/me").status()).isEqualTo(401);
        TestNode.await(second.node().directory().poll());
        assertThat(second.as(token).get("/me").status()).isEqualTo(401);
        assertThat(second.as(other).get("/me").status()).isEqualTo(200);
    }

    /** By its own look, which comes round several times a second; how long it took is only told. */
    private static void assertRefusedSoon(String token, long sinceNanos) {
        TestNode.eventually(
                "it is refused on the other node",
                () -> second.as(token).get("/me").status() == 401);
        System.out.println("refused everywhere after " + (System.nanoTime() - sinceNanos) / 1_000_000 + " ms");
        TestNode.await(second.node().directory().poll());
        assertThat(second.as(token).post("/pools/p/claims", new JsonObject()).status())
                .isEqualTo(401);
    }

    @Test
    void a_token_that_has_expired_is_refused() {
        TestTenant firm = first.tenant(second).pool("p");
        firm.agent("a");
        String soon = java.time.Instant.now().plusSeconds(6).toString();
        String token = firm.admin()
                .post("/agents/a/tokens", new JsonObject().put("expires_at", soon))
                .json()
                .getString("token");
        assertThat(second.as(token).get("/me").status()).isEqualTo(200);
        TestNode.eventually("it has expired", () -> second.as(token).get("/me").status() == 401);
        assertThat(first.as(token).get("/me").status()).isEqualTo(401);
    }
}
