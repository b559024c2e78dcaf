package io.pelagos;

import io.pelagos.platform.RedisFleet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master that has the leads dies under two nodes and their claims, and a replica takes its place. */
class RedisFailoverTest {
    @TempDir
    Path dir;

    @Test
    void of_a_cluster() {
        try (RedisFleet redis = RedisFleet.cluster(dir)) {
            failsOver(redis);
        }
    }

    @Test
    void that_sentinels_watch() {
        try (RedisFleet redis = RedisFleet.sentinels(dir)) {
            failsOver(redis);
        }
    }

    private static void failsOver(RedisFleet redis) {
        try (TwoNodes nodes = new TwoNodes(redis.url())) {
            RacingAgents claims = nodes.claims;
            claims.note(claims.send(16));
            int cell = claims.firm.cell();
            Map<Integer, Long> before = Map.of(cell, nodes.store.epoch(cell));
            List<CompletableFuture<Http.Reply>> running = claims.send(16);
            redis.kill(redis.master("c" + cell));
            running.addAll(claims.send(16));
            claims.note(running);
            nodes.store.awaitRebuilt(before, nodes.first, nodes.second);
            claims.assertNothingLost();
        }
    }
}
