package io.pelagos.platform;

import io.pelagos.tool.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the machine's own installation, with the programs that the embedded one lacks: pg_dump, pg_restore,
 * pg_basebackup.
 */
public final class SystemPostgres implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path home;
    private final Path data;
    private final RunAs as;
    private final int port;

    private SystemPostgres(Path home, Path data, RunAs as, int port) {
        this.home = home;
        this.data = data;
        this.as = as;
        this.port = port;
    }

    /** The newest installation that has all of it; empty when there is none of version 15 or newer. */
    public static Optional<Path> home() {
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            return versions.filter(dir -> dir.getFileName().toString().matches("\\d+"))
                    .filter(dir -> Integer.parseInt(dir.getFileName().toString()) >= 15)
                    .filter(dir -> Stream.of("initdb", "pg_ctl", "pg_dump", "pg_restore", "pg_basebackup")
                            .allMatch(program ->
                                    Files.isExecutable(dir.resolve("bin").resolve(program))))
                    .max(Comparator.comparing(
                            dir -> Integer.parseInt(dir.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new one, with an empty database. */
    public static SystemPostgres start(Path home, Path dir) {
        try {
            Files.createDirectories(dir);
            Path data = dir.resolve("data");
            RunAs as = RunAs.choose(home, data);
            as.own(dir);
            SystemPostgres postgres = new SystemPostgres(home, data, as, Ports.free());
            postgres.run(
                    "initdb",
                    "--pgdata=" + data,
                    "--username=pelagos",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync");
            postgres.launch();
            postgres.run("createdb", "--host=127.0.0.1", "--port=" + postgres.port, "--username=pelagos", "pelagos");
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "postgresql://pelagos@127.0.0.1:" + port + "/pelagos";
    }

    /** pg_dump in its own format. */
    public void dump(Path file) {
        run(
                "pg_dump",
                "--format=custom",
                "--file=" + file,
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=pelagos",
                "pelagos");
    }

    /** Into the empty database. */
    public void restore(Path file) {
        run(
                "pg_restore",
                "--exit-on-error",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=pelagos",
                "--dbname=pelagos",
                file.toString());
    }

    /** A directory from which {@link #copy} starts. */
    public void baseBackup(Path dir) {
        run(
                "pg_basebackup",
                "--pgdata=" + dir,
                "--checkpoint=fast",
                "--no-sync",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=pelagos");
    }

    /** One that starts from a copy of this one's files. */
    public SystemPostgres copy(Path dir) throws IOException {
        SystemPostgres copy = new SystemPostgres(home, dir, as, Ports.free());
        copy.launch();
        return copy;
    }

    private void launch() {
        run(
                "pg_ctl",
                "start",
                "--pgdata=" + data,
                "--wait",
                "--log=" + data.resolve("log"),
                "--options=-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        EngineProcess.Result result = EngineProcess.run(as.command(command), Path.of("/"), PATIENCE);
        if (result.code() != 0) {
            throw new AssertionError(program + ": " + result.output());
        }
    }

    @Override
    public void close() {
        run("pg_ctl", "stop", "--pgdata=" + data, "--mode=immediate", "--wait");
    }
}
