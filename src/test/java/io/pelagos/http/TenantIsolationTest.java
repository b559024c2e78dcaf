package io.pelagos.http;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who sees and does what. Two tenants have things of the same kinds. */
class TenantIsolationTest {
    private static TestApi api;
    private static String stranger;

    @BeforeAll
    static void start() {
        api = new TestApi();
        api.here.tenant("acme");
        api.here.tenant("other");
        stranger = api.here.token("other", "admin");
        api.here.put("acme", "team", "blue", new JsonObject().put("name", "Blue"));
        api.here.put("acme", "team", "sub", new JsonObject().put("name", "Sub").put("parent", "blue"));
        api.here.put("acme", "team", "red", new JsonObject().put("name", "Red"));
        api.here.agent("acme", "man", "manager", null);
        api.here.agent("acme", "sup", "supervisor", "blue");
        api.here.agent("acme", "ann", "agent", "sub");
        api.here.agent("acme", "bob", "agent", "red");
        api.here.agent("acme", "crm", "integration", null);
        pool("open", new JsonObject().put("everyone", true), true);
        pool("bobs", new JsonObject().put("agents", new JsonArray().add("bob")), true);
        pool("hidden", new JsonObject().put("everyone", true), false);
        api.here.put(
                "acme",
                "channel",
                "ads",
                new JsonObject()
                        .put("type", "generic")
                        .put("name", "Ads")
                        .put("pool", "open")
                        .put("hook_key", "0123456789abcdefghijkl"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static void pool(String id, JsonObject members, boolean visible) {
        api.here.put(
                "acme",
                "pool",
                id,
                new JsonObject().put("name", id).put("members", members).put("visible", visible));
    }

    @Test
    void lists_hold_ones_own_tenant_only() {
        for (String path : List.of("/teams", "/pools", "/channels")) {
            assertThat(api.get(stranger, path).body().getJsonArray("items")).isEmpty();
        }
        assertThat(api.get(stranger, "/agents").body().getJsonArray("items")).hasSize(1);
        assertThat(api.get(stranger, "/tenant").body().getString("id")).isEqualTo("other");
        assertThat(api.get(stranger, "/agents/ann/tokens").status()).isEqualTo(404);
        assertThat(api.send(stranger, "POST", "/agents/ann/tokens", new JsonObject())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void one_cannot_refer_to_another_tenants_things() {
        JsonObject team = new JsonObject().put("name", "x").put("parent", "blue");
        assertThat(api.send(stranger, "POST", "/teams", team).fault()).isEqualTo("/parent there is no such team");
    }

    @Test
    void a_token_with_scopes_makes_no_wider_token() {
        int acme = api.here.directory.tenant("acme").no();
        List<String> own = List.of("agents:write", "pools:read");
        String limited = await(api.here.tokens.issue(api.here.sql, acme, "man", "limited", own, null))
                .token();
        for (JsonArray wider : List.of(
                new JsonArray(),
                new JsonArray().add("leads:read"),
                new JsonArray().add("agents:write").add("leads:read"))) {
            TestApi.Reply refused = api.send(
                    limited,
                    "POST",
                    "/agents/man/tokens",
                    new JsonObject().put("scopes", wider),
                    "Idempotency-Key",
                    "w");
            assertThat(refused.status()).as(wider.encode()).isEqualTo(403);
        }
        assertThat(api.send(limited, "POST", "/agents/man/tokens", new JsonObject())
                        .status())
                .isEqualTo(403);
        TestApi.Reply made = api.send(
                limited,
                "POST",
                "/agents/man/tokens",
                new JsonObject().put("scopes", new JsonArray().add("pools:read")));
        assertThat(made.status()).isEqualTo(201);
        assertThat(api.get(made.body().getString("token"), "/tenant").status()).isEqualTo(403);
        // The bootstrap token has a mark where others have scopes, and is limited by nothing.
        assertThat(Access.mayGrant(api.here.principal(TestApi.BOOT), List.of())).isTrue();
    }

    @Test
    void a_manager_neither_makes_nor_becomes_an_admin() {
        String manager = api.here.token("acme", "man");
        JsonObject eve = new JsonObject().put("login", "eve").put("name", "Eve").put("role", "admin");
        assertThat(api.send(manager, "POST", "/agents", eve).status()).isEqualTo(403);
        assertThat(api.send(manager, "PATCH", "/agents/man", new JsonObject().put("role", "admin"))
                        .status())
                .isEqualTo(403);
        assertThat(api.send(manager, "PATCH", "/agents/admin", new JsonObject().put("role", "agent"))
                        .status())
                .isEqualTo(403);
        assertThat(api.send(manager, "POST", "/agents/admin/tokens", new JsonObject())
                        .status())
                .isEqualTo(403);
        assertThat(api.send(manager, "POST", "/agents/ann/tokens", new JsonObject())
                        .status())
                .isEqualTo(201);
    }
}
