package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.Postgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
    private static final String POSTGRES_PID = "postgres/data/postmaster.pid";
    private static final String REDIS_PID = "redis/redis.pid";

    @TempDir
    Path dir;

    @Test
    void what_dies_is_started_again_at_its_address() throws Exception {
        try (Engines engines = new Engines("", "")) {
            engines.start(dir, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            engines.keepAlive();
            String postgresUrl = engines.postgresUrl();
            String redisUrl = engines.redisUrl();
            execute(postgresUrl, "create table kept (n int)");
            long postgres = kill(POSTGRES_PID);
            long redis = kill(REDIS_PID);
            TestNode.eventually(
                    "another PostgreSQL", () -> pid(POSTGRES_PID) != postgres && keepsWhatItHad(postgresUrl));
            TestNode.eventually("another Redis", () -> pid(REDIS_PID) != redis && asksForThePassword(redisUrl));
            assertThat(engines.postgresUrl()).isEqualTo(postgresUrl);
            assertThat(engines.redisUrl()).isEqualTo(redisUrl);
        }
        assertThat(alive(pid(POSTGRES_PID)) || alive(pid(REDIS_PID))).isFalse();
    }

    private long kill(String pidFile) {
        long pid = pid(pidFile);
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TestNode.eventually("dead", () -> !alive(pid));
        return pid;
    }

    /** 0 while there is none. */
    private long pid(String pidFile) {
        try {
            return Long.parseLong(
                    Files.readAllLines(dir.resolve(pidFile)).get(0).strip());
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = Postgres.of(url).connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean keepsWhatItHad(String url) {
        try {
            execute(url, "insert into kept values (1)");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static boolean asksForThePassword(String url) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '-';
        } catch (IOException e) {
            return false;
        }
    }
}
