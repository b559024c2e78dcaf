package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
    @TempDir
    Path dir;

    @Test
    void starts_without_persistence_and_stops() throws IOException {
        long pid;
        try (EmbeddedRedis redis = EmbeddedRedis.start(dir)) {
            pid = redis.pid();
            assertThat(ask(redis, "CONFIG GET save")).endsWith("$4\r\nsave\r\n$0\r\n\r\n");
            assertThat(ask(redis, "CONFIG GET appendonly")).contains("\r\nno\r\n");
            assertThat(ask(redis, "CONFIG GET maxmemory-policy")).contains("noeviction");
            assertThat(ask(redis, "CONFIG GET bind")).contains("127.0.0.1");
        }
        assertThat(EngineProcess.alive(pid)).isFalse();
    }

    @Test
    void lets_nobody_in_without_the_password_which_only_the_owner_can_read() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(dir)) {
            assertThat(ask(URI.create(redis.url()).getPort(), "PING")).startsWith("-NOAUTH");
            for (String secret : new String[] {"redis/password", "redis/redis.conf"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))))
                        .isEqualTo("rw-------");
            }
            assertThat(EngineProcess.commandLine(redis.pid()))
                    .doesNotContain(
                            Files.readString(dir.resolve("redis/password")).strip());
        }
    }

    @Test
    void takes_over_one_that_a_killed_server_left_with_its_data() throws IOException {
        EmbeddedRedis orphan = EmbeddedRedis.start(dir);
        ask(orphan, "SET left behind");
        try (EmbeddedRedis taken = EmbeddedRedis.start(dir)) {
            assertThat(taken.pid()).isEqualTo(orphan.pid());
            assertThat(taken.url()).isEqualTo(orphan.url());
            assertThat(ask(taken, "GET left")).contains("behind");
        }
    }

    @Test
    void starts_empty_at_the_same_address_after_a_kill() throws IOException {
        EmbeddedRedis killed = EmbeddedRedis.start(dir);
        ask(killed, "SET left behind");
        EngineProcess.kill(killed.pid());
        try (EmbeddedRedis redis = EmbeddedRedis.start(dir)) {
            assertThat(redis.pid()).isNotEqualTo(killed.pid());
            assertThat(redis.url()).isEqualTo(killed.url());
            assertThat(ask(redis, "GET left")).isEqualTo("$-1\r\n");
        }
    }

    @Test
    void takes_another_port_when_a_stranger_has_the_old_one() throws IOException {
        EmbeddedRedis first = EmbeddedRedis.start(dir);
        int port = URI.create(first.url()).getPort();
        first.close();
        try (var stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedRedis redis = EmbeddedRedis.start(dir)) {
            assertThat(URI.create(redis.url()).getPort()).isNotEqualTo(stranger.getLocalPort());
        }
    }

    @Test
    void leaves_a_process_alone_that_got_the_old_pid() throws IOException {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Files.createDirectories(dir.resolve("redis"));
            Files.writeString(dir.resolve("redis/redis.pid"), stranger.pid() + "\n");
            EmbeddedRedis.start(dir).close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private static String ask(EmbeddedRedis redis, String command) throws IOException {
        URI uri = URI.create(redis.url());
        String password = uri.getUserInfo().substring(1);
        String answer = ask(uri.getPort(), "AUTH " + password + "\r\n" + command);
        assertThat(answer).startsWith("+OK\r\n");
        return answer.substring("+OK\r\n".length()).replace("+OK\r\n", "");
    }

    private static String ask(int port, String commands) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
