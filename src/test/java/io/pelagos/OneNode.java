package io.pelagos;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A node of its own for each test class, with a Redis of its own, and a clock that can be set. */
abstract class OneNode {
    static TestStore store;
    static TestNode node;
    static CellTime time;
    private static EmbeddedRedis redis;
    private static String postgres;

    @BeforeAll
    static void startNode(@TempDir Path dir) {
        redis = TestEngines.ownRedis(dir);
        postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redis.url());
        node = TestNode.start(postgres, redis.url());
        time = new CellTime(store, node);
    }

    static String redisUrl() {
        return redis.url();
    }

    static String postgresUrl() {
        return postgres;
    }

    @AfterAll
    static void stopNode() {
        node.close();
        store.close();
        redis.close();
    }
}
