package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @TempDir
    Path dir;

    @Test
    void keeps_its_data_and_its_address_between_runs() throws Exception {
        String url;
        long pid;
        try (EmbeddedPostgres first = TestEngines.ownPostgres(dir)) {
            url = first.url();
            pid = first.pid();
            ask(first, "create table kept as select 'kept'::text as word");
            assertThat(ask(first, "show synchronous_commit")).isEqualTo("on");
            assertThat(ask(first, "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(first, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(first, "show unix_socket_directories")).isEmpty();
            assertThat(ask(first, "select upper('é')")).isEqualTo("É");
        }
        assertThat(EngineProcess.alive(pid)).isFalse();
        try (EmbeddedPostgres second = TestEngines.ownPostgres(dir)) {
            assertThat(second.url()).isEqualTo(url);
            assertThat(ask(second, "select word from kept")).isEqualTo("kept");
        }
    }

    @Test
    void lets_nobody_in_without_the_password_which_only_the_owner_can_read() throws Exception {
        try (EmbeddedPostgres postgres = TestEngines.ownPostgres(dir)) {
            String wrong = postgres.url().replaceFirst(":[0-9a-f]+@", ":wrong@");
            assertThatThrownBy(() -> TestEngines.connect(wrong)).hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("postgres/password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void takes_over_one_that_a_killed_server_left() throws Exception {
        EmbeddedPostgres orphan = TestEngines.ownPostgres(dir);
        try (EmbeddedPostgres taken = TestEngines.ownPostgres(dir)) {
            assertThat(taken.pid()).isEqualTo(orphan.pid()).isPositive();
            assertThat(taken.url()).isEqualTo(orphan.url());
            assertThat(ask(taken, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void recovers_what_was_committed_after_a_kill_although_a_child_still_runs() throws Exception {
        EmbeddedPostgres killed = TestEngines.ownPostgres(dir);
        ask(killed, "create table kept as select 'kept'::text as word");
        try (Connection busy = TestEngines.connect(killed.url());
                var statement = busy.createStatement()) {
            Thread worker = new Thread(() -> {
                try {
                    statement.execute("select count(*) from generate_series(1, 1000000000)");
                } catch (SQLException expected) {
                    // It is killed on the way.
                }
            });
            worker.start();
            EngineProcess.kill(killed.pid());
            try (EmbeddedPostgres postgres = TestEngines.ownPostgres(dir)) {
                assertThat(ask(postgres, "select word from kept")).isEqualTo("kept");
            }
            worker.join(10_000);
        }
    }

    @Test
    void starts_although_a_stranger_has_got_the_pid_of_the_killed_one() throws Exception {
        EmbeddedPostgres killed = TestEngines.ownPostgres(dir);
        EngineProcess.kill(killed.pid());
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = dir.resolve("postgres/data/postmaster.pid");
            String rest = Files.readString(pidFile).replaceFirst("\\d+", Long.toString(stranger.pid()));
            Files.writeString(pidFile, rest);
            try (EmbeddedPostgres postgres = TestEngines.ownPostgres(dir)) {
                assertThat(ask(postgres, "select 1")).isEqualTo("1");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void takes_another_port_when_a_stranger_has_the_old_one() throws Exception {
        EmbeddedPostgres first = TestEngines.ownPostgres(dir);
        first.close();
        int port = URI.create(first.url()).getPort();
        try (var stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                EmbeddedPostgres second = TestEngines.ownPostgres(dir)) {
            assertThat(URI.create(second.url()).getPort()).isNotEqualTo(stranger.getLocalPort());
        }
    }

    @Test
    void says_so_when_the_data_is_of_another_major_version() throws IOException {
        Files.createDirectories(dir.resolve("postgres/data"));
        Files.writeString(dir.resolve("postgres/data/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> TestEngines.ownPostgres(dir))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("was written by PostgreSQL 17, this Pelagos brings 18");
    }

    @Test
    void the_data_directory_has_one_server_at_a_time() {
        try (DataDir held = DataDir.lock(dir)) {
            assertThatThrownBy(() -> DataDir.lock(held.path()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another server uses the data directory");
        }
        DataDir.lock(dir).close();
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = TestEngines.connect(postgres.url());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
