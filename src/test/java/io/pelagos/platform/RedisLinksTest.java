package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That each cell finds its master, also when that becomes another. */
class RedisLinksTest {
    private static final long ANSWER_MILLIS = 2_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> checked = new ConcurrentSkipListSet<>();

    @TempDir
    Path dir;

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private RedisLinks open(String url) throws Exception {
        RedisLinks links = new RedisLinks(
                vertx,
                RedisUrl.of(url),
                (connection, server, has) -> {
                    checked.add(server);
                    return Future.succeededFuture();
                },
                ANSWER_MILLIS);
        await(links.open());
        return links;
    }

    private static Future<String> set(RedisLinks links, int cell) {
        String tag = "c" + cell;
        return links.of(tag)
                .send(Request.cmd(Command.SET).arg("{" + tag + "}:x").arg(cell))
                .map(Object::toString);
    }

    @Test
    void the_slot_of_a_tag_is_that_of_redis() throws Exception {
        try (RedisFleet fleet = RedisFleet.cluster(dir)) {
            for (int cell = 0; cell < 64; cell++) {
                assertThat(RedisSlots.slot("c" + cell))
                        .isEqualTo(fleet.ask(0, "CLUSTER", "KEYSLOT", "{c" + cell + "}:7:x")
                                .toInteger());
            }
            assertThat(RedisSlots.slot("123456789")).isEqualTo(0x31C3);

            RedisLinks links = open(fleet.url());
            assertThat(links.up()).isTrue();
            assertThat(checked).hasSize(3);
            for (int cell = 0; cell < 16; cell++) {
                assertThat(await(set(links, cell))).isEqualTo("OK");
            }
            int all = IntStream.range(0, 3)
                    .map(server -> fleet.ask(server, "DBSIZE").toInteger())
                    .sum();
            assertThat(all).isEqualTo(16);

            fleet.kill(0);
            eventually(() -> {
                for (int cell = 0; cell < 16; cell++) {
                    if (!await(set(links, cell)).equals("OK")) {
                        return false;
                    }
                }
                return true;
            });
            assertThat(checked).hasSize(4);
            assertThat(links.up()).isTrue();
            await(links.close());
        }
    }

    @Test
    void sentinels_say_who_the_master_is_now() throws Exception {
        try (RedisFleet fleet = RedisFleet.sentinels(dir)) {
            RedisLinks links = open(fleet.url());
            assertThat(await(set(links, 3))).isEqualTo("OK");
            Set<String> before = new TreeSet<>(checked);
            assertThat(before).hasSize(1);
            await(RedisCheck.check(vertx, RedisUrl.of(fleet.url())));
            fleet.kill(0);
            eventually(() -> await(set(links, 4)).equals("OK"));
            assertThat(checked).hasSize(2).containsAll(before);
            assertThat(fleet.ask(1, "GET", "{c4}:x").toString()).isEqualTo("4");
            await(links.close());
        }
    }

    @Test
    void nobody_is_asked_while_it_is_not_known_who_the_master_is() {
        RedisLinks links = new RedisLinks(
                vertx,
                RedisUrl.of("redis+cluster://127.0.0.1:1,127.0.0.1:2"),
                (connection, server, has) -> Future.succeededFuture(),
                ANSWER_MILLIS);
        Future<Void> opened = links.open();
        eventually(opened::failed);
        assertThat(links.up()).isFalse();
        assertThat(set(links, 1).cause()).hasMessage(RedisLink.NOT_SENT);
        links.close();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void eventually(Condition condition) {
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        Exception last = null;
        while (System.nanoTime() < deadlineNanos) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            EngineProcess.pause(50);
        }
        throw new AssertionError("it did not come about", last);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
