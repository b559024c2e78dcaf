package io.pelagos.team;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryTest {
    private static final JsonObject BLUE = new JsonObject().put("name", "Blue");

    @Test
    void another_node_sees_a_change_at_its_next_poll() {
        String url = TestEngines.postgresUrl();
        try (TestDirectory here = new TestDirectory(url, null);
                TestDirectory there = new TestDirectory(url, null)) {
            here.tenant("acme");
            await(there.directory.poll());
            assertThat(there.directory.tenant("acme").all(Team.TEAM)).isEmpty();
            List<Long> seen = new ArrayList<>();
            there.directory.onChange(config -> seen.add(config.version()));

            here.put("acme", "team", "blue", BLUE);
            assertThat(there.directory.tenant("acme").all(Team.TEAM)).isEmpty();
            await(there.directory.poll());

            TenantConfig config = there.directory.tenant("acme");
            assertThat(config.get(Team.TEAM, "blue")).isEqualTo(new Team("blue", "Blue", null));
            assertThat(there.directory.tenant(config.no())).isSameAs(config);
            assertThat(seen).containsExactly(config.version());
            await(there.directory.poll());
            assertThat(there.directory.tenant("acme")).isSameAs(config);
        }
    }

    @Test
    void many_who_ask_for_a_look_share_one_that_begins_after_they_asked() {
        String url = TestEngines.postgresUrl();
        try (TestDirectory here = new TestDirectory(url, null);
                TestDirectory there = new TestDirectory(url, null)) {
            here.tenant("acme");
            int acme = here.directory.tenant("acme").no();
            List<Future<Void>> looks = new ArrayList<>();
            await(here.sessions.transaction(
                    c -> c.query("lock table tenant").execute().compose(locked -> {
                        for (int i = 0; i < 20; i++) {
                            looks.add(there.directory.refresh());
                        }
                        List<Change> changes = List.of(new Change("team", "blue", BLUE));
                        return here.directory.put(c, acme, "test", changes, null);
                    })));
            assertThat(new HashSet<>(looks)).hasSize(2);
            await(looks.get(19));
            assertThat(there.directory.tenant("acme").get(Team.TEAM, "blue")).isNotNull();
        }
    }

    @Test
    void is_fresh_for_a_second_after_a_successful_poll_began() {
        try (TestDirectory here = new TestDirectory()) {
            assertThat(here.directory.fresh()).isFalse();
            await(here.directory.poll());
            here.monotonicMillis.addAndGet(1_000);
            assertThat(here.directory.fresh()).isTrue();
            here.monotonicMillis.addAndGet(1);
            assertThat(here.directory.fresh()).isFalse();
            await(here.sql.query("alter table tenant rename to away").execute());
            assertThat(await(here.directory.poll().map("polled").otherwise("failed")))
                    .isEqualTo("failed");
            assertThat(here.directory.fresh()).isFalse();
            await(here.sql.query("alter table away rename to tenant").execute());
            await(here.directory.poll());
            assertThat(here.directory.fresh()).isTrue();
        }
    }

    @Test
    void a_write_on_an_old_version_is_a_conflict_and_writes_nothing() {
        try (TestDirectory here = new TestDirectory()) {
            TenantConfig old = here.tenant("acme");
            here.put("acme", "team", "blue", BLUE);
            JsonObject other = new JsonObject().put("name", "Other");
            Put put = await(here.put(old, "team", "blue", other, old.version()));
            assertThat(put).isEqualTo(new Put.Conflict());
            assertThat(here.directory.tenant("acme").get(Team.TEAM, "blue").name())
                    .isEqualTo("Blue");
            assertThat(await(here.put(old, "team", "blue", other, old.version() + 1)))
                    .isEqualTo(new Put.Saved(old.version() + 2));
        }
    }

    @Test
    void of_many_writers_on_one_version_one_wins() {
        try (TestDirectory here = new TestDirectory()) {
            TenantConfig config = here.tenant("acme");
            List<Future<Put>> puts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                JsonObject doc = new JsonObject().put("name", "Team " + i);
                puts.add(here.put(config, "team", "t" + i, doc, config.version()));
            }
            await(Future.all(puts));
            assertThat(puts.stream().filter(put -> put.result() instanceof Put.Saved))
                    .hasSize(1);
            assertThat(here.directory.tenant("acme").all(Team.TEAM)).hasSize(1);
        }
    }

    @Test
    void every_write_leaves_a_line_of_history_and_deletion_a_null() {
        try (TestDirectory here = new TestDirectory()) {
            TenantConfig config = here.tenant("acme");
            here.put("acme", "team", "blue", BLUE);
            here.put("acme", "team", "blue", null);
            assertThat(here.directory.tenant("acme").doc("team", "blue")).isNull();
            List<String> lines = new ArrayList<>();
            await(here.sql
                            .preparedQuery("select version, actor, doc::text from config_history"
                                    + " where tenant = $1 and section = 'team' order by version")
                            .execute(Tuple.of(config.no())))
                    .forEach(row -> lines.add(row.getLong(0) + " " + row.getString(1) + " " + row.getString(2)));
            assertThat(lines)
                    .containsExactly(
                            config.version() + 1 + " test {\"name\": \"Blue\"}", config.version() + 2 + " test null");
        }
    }

    @Test
    void a_tenants_cell_is_its_number_modulo_the_cells() {
        try (TestDirectory here = new TestDirectory()) {
            for (int i = 0; i < 18; i++) {
                TenantConfig config = here.tenant("t" + i);
                assertThat(config.cell()).isEqualTo(config.no() % 16);
            }
        }
    }

    @Test
    void leaves_out_a_document_that_it_cannot_read_and_keeps_the_rest() {
        try (TestDirectory here = new TestDirectory()) {
            here.tenant("acme");
            here.put("acme", "team", "odd", new JsonObject().put("colour", 1));
            assertThat(here.put("acme", "team", "blue", BLUE).all(Team.TEAM)).containsOnlyKeys("blue");
        }
    }
}
