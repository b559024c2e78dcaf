package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisUrlTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path dir;

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void reads_tls_user_password_host_port_and_database() {
        RedisUrl url = RedisUrl.of("rediss://me:p%40ss@redis.example:7000/3");
        assertThat(url).isEqualTo(single(true, "redis.example:7000", 3, "me", "p@ss"));
        RedisOptions options = url.options("redis.example:7000");
        assertThat(options.getEndpoint()).isEqualTo("rediss://redis.example:7000/3");
        assertThat(options.getPassword()).isEqualTo("p@ss");
        assertThat(options.getNetClientOptions().isSsl()).isTrue();
        assertThat(url.toString()).doesNotContain("p@ss");
    }

    @Test
    void has_defaults() {
        assertThat(RedisUrl.of("redis://127.0.0.1")).isEqualTo(single(false, "127.0.0.1:6379", 0, null, null));
        assertThat(RedisUrl.of("redis://[::1]:7").servers()).containsExactly("[::1]:7");
    }

    private static RedisUrl single(boolean tls, String server, int database, String user, String password) {
        return new RedisUrl(RedisUrl.Kind.SINGLE, tls, List.of(server), database, "", user, password, null);
    }

    @Test
    void reads_the_servers_of_a_cluster_and_sentinels_with_the_name_of_their_master() {
        RedisUrl cluster = RedisUrl.of("redis+cluster://:p%40ss@a:1,b");
        assertThat(cluster.servers()).containsExactly("a:1", "b:6379");
        assertThat(cluster.seedOptions("a:1").getPassword()).isEqualTo("p@ss");
        RedisUrl sentinels = RedisUrl.of("rediss+sentinel://me:p%40ss@a,b:1/pool?sentinel_password=s%40");
        assertThat(sentinels.servers()).containsExactly("a:26379", "b:1");
        assertThat(sentinels.master()).isEqualTo("pool");
        assertThat(sentinels.seedOptions("b:1").getPassword()).isEqualTo("s@");
        assertThat(sentinels.seedOptions("b:1").getUser()).isNull();
        assertThat(sentinels.options("c:2").getUser()).isEqualTo("me");
        assertThat(sentinels.toString()).doesNotContain("p@ss", "s@");
    }

    @Test
    void refuses_what_it_does_not_understand_without_repeating_the_password() {
        for (String url : new String[] {
            "http://h",
            "redis://",
            "redis://:geheim@h/x",
            "redis://:ge heim@h:x",
            "redis://:geheim%zz@h",
            "redis://:geheim@h?a=b",
            "redis://:geheim@h,i",
            "redis+cluster://:geheim@h/3",
            "redis+cluster://:geheim@h,",
            "redis+sentinel://:geheim@h",
            "redis+sentinel://:geheim@h/pool?a=geheim",
            "redis+ring://:geheim@h",
            ""
        }) {
            assertThatThrownBy(() -> RedisUrl.of(url))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("PELAGOS_REDIS_URL")
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void accepts_the_embedded_one_and_refuses_it_with_other_settings() throws Exception {
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir)) {
            RedisUrl url = RedisUrl.of(redis.url());
            await(RedisCheck.check(vertx, url));
            Redis client = Redis.createClient(vertx, url.options(url.address()));
            refused_with(client, url, "appendonly", "yes", "no", "has appendonly yes");
            refused_with(client, url, "save", "60 1", "", "saves snapshots (save 60 1)");
            refused_with(client, url, "maxmemory-policy", "allkeys-lru", "noeviction", "maxmemory-policy allkeys-lru");
            await(client.send(Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg("1")));
            assertThatThrownBy(() -> await(RedisCheck.check(vertx, url))).hasMessageContaining("is a replica");
        }
    }

    private void refused_with(Redis client, RedisUrl url, String name, String bad, String good, String says)
            throws Exception {
        await(client.send(Request.cmd(Command.CONFIG).arg("SET").arg(name).arg(bad)));
        assertThatThrownBy(() -> await(RedisCheck.check(vertx, url)))
                .hasCauseInstanceOf(StartFailure.class)
                .hasMessageContaining(says);
        await(client.send(Request.cmd(Command.CONFIG).arg("SET").arg(name).arg(good)));
        await(RedisCheck.check(vertx, url));
    }

    @Test
    void falls_back_to_info_where_config_is_refused() throws Exception {
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir)) {
            RedisUrl url = RedisUrl.of(redis.url());
            Redis client = Redis.createClient(vertx, url.options(url.address()));
            await(client.send(Request.cmd(Command.ACL)
                    .arg("SETUSER")
                    .arg("guest")
                    .arg("on")
                    .arg(">guest")
                    .arg("~*")
                    .arg("+@all")
                    .arg("-config")));
            RedisUrl guest = single(false, url.address(), 0, "guest", "guest");
            await(RedisCheck.check(vertx, guest));
            await(client.send(Request.cmd(Command.CONFIG)
                    .arg("SET")
                    .arg("maxmemory-policy")
                    .arg("volatile-lru")));
            assertThatThrownBy(() -> await(RedisCheck.check(vertx, guest))).hasMessageContaining("volatile-lru");
        }
    }

    @Test
    void says_that_nobody_is_there_or_that_the_password_is_wrong() {
        assertThatThrownBy(() -> await(RedisCheck.check(vertx, RedisUrl.of("redis://127.0.0.1:1"))))
                .hasMessageContaining("cannot reach Redis at 127.0.0.1:1: ");
        RedisUrl url = RedisUrl.of(TestEngines.redisUrl());
        RedisUrl wrong = single(false, url.address(), 0, null, "wrong");
        assertThatThrownBy(() -> await(RedisCheck.check(vertx, wrong)))
                .hasMessageContaining("cannot reach Redis at " + url.address() + ": WRONGPASS");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
