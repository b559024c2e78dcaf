package io.pelagos.team;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void a_token_stands_for_its_agent() {
        try (TestDirectory here = new TestDirectory()) {
            here.tenant("acme");
            here.put("acme", "team", "blue", new JsonObject().put("name", "Blue"));
            here.agent("acme", "ann", "supervisor", "blue");
            String token = here.token("acme", "ann");
            Principal ann = new Principal("ann", "acme", Role.SUPERVISOR, "ann", "blue", Set.of());
            assertThat(here.principal(token)).isEqualTo(ann);
            assertThat(here.principal(token)).isSameAs(here.principal(token));
            here.agent("acme", "ann", "agent", null);
            assertThat(here.principal(token))
                    .isEqualTo(new Principal("ann", "acme", Role.AGENT, "ann", null, Set.of()));
        }
    }

    @Test
    void nobody_has_an_unknown_token() {
        try (TestDirectory here = new TestDirectory()) {
            here.tenant("acme");
            String token = here.token("acme", "admin");
            assertThat(here.principal("")).isNull();
            assertThat(here.principal("x")).isNull();
            assertThat(here.principal(token + "x")).isNull();
            assertThat(here.principal(token.substring(0, token.length() - 1) + "~"))
                    .isNull();
        }
    }

    @Test
    void only_a_hash_is_stored() {
        try (TestDirectory here = new TestDirectory()) {
            here.tenant("acme");
            String token = here.token("acme", "admin");
            await(here.sql.query("select t::text from token t").execute())
                    .forEach(row -> assertThat(row.getString(0)).doesNotContain(token.substring(4)));
        }
    }

    @Test
    void a_revoked_token_is_refused_by_other_nodes_after_their_next_poll() {
        String url = TestEngines.postgresUrl();
        try (TestDirectory here = new TestDirectory(url, null);
                TestDirectory there = new TestDirectory(url, null)) {
            TenantConfig acme = here.tenant("acme");
            var issued = await(here.tokens.issue(here.sql, acme.no(), "admin", "test", List.of(), null));
            String kept = here.token("acme", "admin");
            await(there.directory.poll());
            assertThat(there.principal(issued.token())).isNotNull();
            assertThat(here.principal(issued.token())).isNotNull();

            assertThat(await(here.tokens.revoke(acme, "admin", issued.id()))).isTrue();
            assertThat(here.principal(issued.token())).isNull();
            assertThat(there.principal(issued.token())).isNotNull(); // The cache must be what is tested here.
            await(there.directory.poll());
            assertThat(there.principal(issued.token())).isNull();
            assertThat(there.principal(kept)).isNotNull();
            assertThat(await(here.tokens.revoke(acme, "admin", issued.id()))).isFalse();
        }
    }

    @Test
    void a_token_that_was_seen_and_revoked_before_its_tenant_was_known_stays_refused() {
        String url = TestEngines.postgresUrl();
        try (TestDirectory here = new TestDirectory(url, null);
                TestDirectory there = new TestDirectory(url, null)) {
            TenantConfig acme = here.tenant("acme");
            var issued = await(here.tokens.issue(here.sql, acme.no(), "admin", "test", List.of(), null));
            assertThat(there.directory.tenant("acme")).isNull();
            assertThat(there.principal(issued.token())).isNull();
            assertThat(await(here.tokens.revoke(acme, "admin", issued.id()))).isTrue();

            await(there.directory.poll());
            assertThat(there.directory.tenant("acme")).isNotNull();
            assertThat(there.principal(issued.token())).isNull();
        }
    }

    @Test
    void another_tenants_token_cannot_be_revoked() {
        try (TestDirectory here = new TestDirectory()) {
            TenantConfig acme = here.tenant("acme");
            TenantConfig other = here.tenant("other");
            var issued = await(here.tokens.issue(here.sql, acme.no(), "admin", "test", List.of(), null));
            assertThat(await(here.tokens.revoke(other, "admin", issued.id()))).isFalse();
            assertThat(here.principal(issued.token())).isNotNull();
        }
    }

    @Test
    void a_token_is_refused_from_its_expiry_on_even_when_cached() {
        try (TestDirectory here = new TestDirectory()) {
            TenantConfig acme = here.tenant("acme");
            Instant expiry = Instant.ofEpochMilli(here.nowMillis.get()).plusSeconds(60);
            String token = await(here.tokens.issue(here.sql, acme.no(), "admin", "test", List.of(), expiry))
                    .token();
            assertThat(here.principal(token)).isNotNull();
            here.nowMillis.addAndGet(60_000);
            assertThat(here.principal(token)).isNull();
        }
    }

    @Test
    void a_suspended_agent_is_refused_and_comes_back_when_active_again() {
        try (TestDirectory here = new TestDirectory()) {
            here.tenant("acme");
            here.agent("acme", "ann", "agent", null);
            String token = here.token("acme", "ann");
            assertThat(here.principal(token)).isNotNull();
            JsonObject ann = here.directory.tenant("acme").doc("agent", "ann");
            for (String status : List.of("suspended", "left")) {
                here.put("acme", "agent", "ann", ann.copy().put("status", status));
                assertThat(here.principal(token)).isNull();
            }
            here.put("acme", "agent", "ann", ann);
            assertThat(here.principal(token)).isNotNull();
            here.put("acme", "agent", "ann", null);
            assertThat(here.principal(token)).isNull();
        }
    }

    @Test
    void the_bootstrap_token_is_operator_and_admin_of_the_demo() {
        try (TestDirectory here = new TestDirectory(TestEngines.postgresUrl(), "let me in")) {
            Principal principal = here.principal("let me in");
            assertThat(principal.operator()).isTrue();
            assertThat(principal.role()).isEqualTo(Role.ADMIN);
            assertThat(principal.tenant()).isEqualTo("demo");
            assertThat(here.principal("let me in ")).isNull();
        }
    }

    @Test
    void an_issued_operator_belongs_to_no_tenant() {
        try (TestDirectory here = new TestDirectory()) {
            String token = await(here.tokens.issue(here.sql, null, null, "root", List.of(), null))
                    .token();
            assertThat(here.principal(token))
                    .isEqualTo(new Principal("operator", null, Role.OPERATOR, null, null, Set.of()));
        }
    }
}
