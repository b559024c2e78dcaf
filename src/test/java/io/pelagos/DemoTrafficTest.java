package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo comes alive when it is told to, and nothing else does. */
class DemoTrafficTest {
    @TempDir
    static Path dir;

    private static TestNode start(String postgres, String redis, String traffic) {
        return TestNode.start(
                postgres,
                redis,
                "sweep_after_millis: 500",
                "demo: {enabled: true, " + traffic + ", traffic_speed: 100}");
    }

    @Test
    void simulated_leads_come_are_claimed_and_won_all_marked_and_nobody_else_is_touched() {
        EmbeddedRedis redis = TestEngines.ownRedis(dir);
        String postgres = TestEngines.postgresUrl();
        TestStore store = new TestStore(postgres, redis.url());
        try (TestNode quiet = start(postgres, redis.url(), "traffic: false")) {
            assertThat(quiet.node().simulates()).isFalse();
            quiet.awaitReady();
            TestTenant other = quiet.tenant();
            other.pool("p");
            long before = version(store, other.id);
            try (TestNode node = start(postgres, redis.url(), "traffic: true");
                    TestNode second = start(postgres, redis.url(), "traffic: true")) {
                assertThat(node.node().simulates() && second.node().simulates()).isTrue();
                TestNode.eventually("leads come", () -> events(store, "received") > 140);
                TestNode.eventually(
                        "two weeks were laid",
                        () -> store.count("select count(*) from import where status = 'done'") == 2);
                // Made-up numbers are few: one that is in somebody's hands by now has no other past.
                assertThat(store.count("select sum(rejected) from import")).isLessThan(20);
                assertThat(events(store, "imported")).isPositive();
                TestNode.eventually("they are claimed", () -> events(store, "claimed") > 5);
                TestNode.eventually("and called", () -> events(store, "followed_up") > 5);
                TestNode.eventually("some are won", () -> events(store, "won") > 0);
                TestNode.eventually("some are given back", () -> events(store, "released") > 0);
            }
            assertThat(
                            demo(
                                    store,
                                    "select count(*) from lead l, tenant t where not coalesce(l.facts -> 'tags' ? 'simulated', false)"))
                    .as("leads without the mark")
                    .isZero();
            assertThat(demo(store, "select count(*) from lead l, tenant t where l.owner not like 'sim-%'"))
                    .as("leads in people's hands")
                    .isZero();
            assertThat(demo(store, "select count(*) from lead l, tenant t where l.pool not like 'sim-%'"))
                    .as("leads in people's pools")
                    .isZero();
            assertThat(store.count("select count(*) from lead l, tenant t where l.tenant = t.no and t.id <> 'demo'"))
                    .isZero();
            assertThat(version(store, other.id)).isEqualTo(before);
        } finally {
            store.close();
            redis.close();
        }
    }

    private static long version(TestStore store, String firm) {
        return store.count("select config_version from tenant where id = ?", firm);
    }

    private static long events(TestStore store, String type) {
        return store.count(
                "select count(*) from journal j, tenant t where j.tenant = t.no and t.id = 'demo' and j.type = ?",
                type);
    }

    private static long demo(TestStore store, String sql) {
        return store.count(sql.replace("?", "??") + " and l.tenant = t.no and t.id = 'demo'");
    }
}
