package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.SystemPostgres;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/backup.md says, with the real pg_dump, pg_restore and pg_basebackup where the machine has them. */
class BackupTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    static Path dir;

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static EmbeddedRedis redis;
    private static SystemPostgres source;
    private static TestTenant firm;
    private static String agent;
    private static List<String> leads;
    private static List<TestStore.Lead> atBackup;

    /** A backup is taken, then two more leads are claimed; then the node and its PostgreSQL are gone. */
    @BeforeAll
    static void backUp() throws Exception {
        Optional<Path> home = SystemPostgres.home();
        assumeTrue(home.isPresent(), "no PostgreSQL 15 or newer with its client programs in /usr/lib/postgresql");
        redis = TestEngines.ownRedis(dir.resolve("redis"));
        source = SystemPostgres.start(home.get(), dir.resolve("source"));
        TestStore store = new TestStore(source.url(), redis.url());
        TestNode node = TestNode.start(source.url(), redis.url());
        try {
            firm = node.tenant();
            firm.pool("web");
            agent = firm.agent("lin");
            leads = firm.leads("web", 5);
            assertThat(claim(node, "first").leads()).containsExactly(leads.get(0));
            store.assertAtRest(firm);
            atBackup = store.leads(firm);
            source.dump(dir.resolve("dump"));
            source.baseBackup(dir.resolve("base"));
            for (String key : List.of("lost-1", "lost-2")) {
                assertThat(claim(node, key).status()).isEqualTo(201);
            }
            awaitLook(store);
        } finally {
            node.close();
            store.close();
            source.close();
        }
    }

    /** Redis knows old files by how far PostgreSQL was when a node last looked, as it does all the time. */
    private static void awaitLook(TestStore store) {
        long now = store.count("select (pg_current_wal_flush_lsn() - '0/0')::bigint");
        String position = "{c" + firm.cell() + "}:position";
        TestNode.eventually("a node has looked", () -> Long.parseLong((String) store.redis("GET", position)) >= now);
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable open : OPEN) {
            open.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private static Http.Reply claim(TestNode node, String key) {
        return node.as(agent).post("/pools/web/claims", new JsonObject(), key);
    }

    /** The promises hold as of the backup: what came after it never was. */
    private static void assertRestored(String postgres, String redis) {
        TestStore store = new TestStore(postgres, redis);
        try (TestNode node = TestNode.start(postgres, redis)) {
            node.awaitReady();
            firm.stay(node);
            store.assertAtRest(firm);
            assertThat(store.leads(firm)).usingRecursiveComparison().isEqualTo(atBackup);
            AuditCommands commands = new AuditCommands(Postgres.of(postgres), NOWHERE, NOWHERE);
            assertThat(commands.run(Arguments.parse(List.of("verify")))).isZero();
            Http.Reply again = claim(node, "first");
            assertThat(again.leads()).containsExactly(leads.get(0));
            assertThat(again.replayed()).isTrue();
            assertThat(claim(node, "new").leads()).containsExactly(leads.get(1));
            store.assertAtRest(firm);
            assertThat(store.count("select count(*) from journal where xid > pg_snapshot_xmax(pg_current_snapshot())"))
                    .isZero();
        } finally {
            store.close();
        }
    }

    private static SystemPostgres restored(String name) {
        SystemPostgres fresh = SystemPostgres.start(SystemPostgres.home().orElseThrow(), dir.resolve(name));
        OPEN.add(0, fresh);
        fresh.restore(dir.resolve("dump"));
        return fresh;
    }

    @Test
    void a_dump_is_restored_into_an_empty_system() throws Exception {
        try (EmbeddedRedis empty = TestEngines.ownRedis(dir.resolve("empty"))) {
            assertRestored(restored("empty-pg").url(), empty.url());
        }
    }

    @Test
    void a_dump_or_old_files_are_put_back_under_a_redis_that_knows_what_came_after() throws Exception {
        SystemPostgres old = source.copy(dir.resolve("base"));
        OPEN.add(0, old);
        assertRestored(old.url(), redis.url());
        assertRestored(restored("fresh-pg").url(), redis.url());
    }
}
