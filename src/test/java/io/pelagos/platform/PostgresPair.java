package io.pelagos.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Two real PostgreSQL: a primary that acknowledges what its standby has on disk, too, and that standby. */
public final class PostgresPair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Path BIN = Path.of("target", "test-engines", "bin").toAbsolutePath();
    private static final String USER = "pelagos";

    private final Path home;
    private final RunAs as;
    private final Path[] data = new Path[2];
    private final int[] ports = {free(), free()};

    /** Both run, and the standby is synchronous, when it returns. */
    public PostgresPair(Path dir) {
        try {
            home = PostgresBinaries.extract(Files.createDirectories(BIN));
            data[0] = dir.resolve("primary");
            data[1] = dir.resolve("standby");
            as = RunAs.choose(home, data[0]);
            as.own(dir);
            run("initdb", "--pgdata=" + data[0], "--username=" + USER, "--auth=trust", "--encoding=UTF8", "--no-sync");
            start(0);
            execute(ports[0], "postgres", "create database pelagos");
            stop(0, "fast");
            copy();
            set(0, "synchronous_standby_names = 'FIRST 1 (standby1)'");
            set(
                    1,
                    "primary_conninfo = 'host=127.0.0.1 port=" + ports[0] + " user=" + USER
                            + " application_name=standby1'");
            as.own(Files.createFile(data[1].resolve("standby.signal")));
            start(0);
            start(1);
            while (!isSynchronous()) {
                EngineProcess.pause(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names both. */
    public String url() {
        return "postgresql://" + USER + "@127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1] + "/pelagos";
    }

    /** Of one of them alone; 0 began as the primary. */
    public String url(int server) {
        return "postgresql://" + USER + "@127.0.0.1:" + ports[server] + "/pelagos";
    }

    /** What pg_basebackup does, of one that stands still. */
    private void copy() throws IOException {
        try (Stream<Path> files = Files.walk(data[0])) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        data[1].resolve(data[0].relativize(file)),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        as.own(data[1]);
    }

    private void set(int server, String line) throws IOException {
        Files.writeString(data[server].resolve("postgresql.conf"), line + "\n", StandardOpenOption.APPEND);
    }

    private boolean isSynchronous() {
        try (Connection connection = connect(ports[0], "postgres");
                var rows = connection.createStatement().executeQuery("select sync_state from pg_stat_replication")) {
            return rows.next() && "sync".equals(rows.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** kill -9 of the postmaster; its children end by themselves. */
    public void kill(int server) {
        EngineProcess.kill(new PostgresProcesses(data[server]).postmaster());
    }

    public void promote(int server) {
        execute(ports[server], "postgres", "select pg_promote()");
    }

    /** Starts one that has ended, as it was. One that was killed leaves children, and while they end it cannot start. */
    public void start(int server) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        EngineProcess.Result result = tryStart(server);
        while (result.code() != 0 && System.nanoTime() < end) {
            EngineProcess.pause(200);
            result = tryStart(server);
        }
        mustBeWell("pg_ctl", result);
    }

    private EngineProcess.Result tryStart(int server) {
        return attempt(
                "pg_ctl",
                "start",
                "--pgdata=" + data[server],
                "--wait",
                "--log=" + data[server].resolve("log"),
                "--options=-p " + ports[server] + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                        + " -c max_connections=200");
    }

    private void stop(int server, String mode) {
        run("pg_ctl", "stop", "--pgdata=" + data[server], "--mode=" + mode, "--wait");
    }

    private void execute(int port, String database, String sql) {
        try (Connection connection = connect(port, database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(int port, String database) throws SQLException {
        return Postgres.of("postgresql://" + USER + "@127.0.0.1:" + port + "/" + database)
                .connect();
    }

    private void run(String program, String... arguments) {
        mustBeWell(program, attempt(program, arguments));
    }

    private EngineProcess.Result attempt(String program, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return EngineProcess.run(as.command(command), Path.of("/"), PATIENCE);
    }

    private static void mustBeWell(String program, EngineProcess.Result result) {
        if (result.code() != 0) {
            throw new AssertionError(program + ": " + result.output());
        }
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (int server = 0; server < 2; server++) {
            if (new PostgresProcesses(data[server]).postmaster() > 0) {
                stop(server, "immediate");
            }
        }
    }
}
