package io.pelagos.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL, started from an archive on the class path, with its data kept between runs. It
 * listens on the loopback address only. One that a killed server left behind is taken over.
 */
public final class EmbeddedPostgres implements EmbeddedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "pelagos";
    private static final String DATABASE = "pelagos";
    private static final String LOG_NAME = "postgres.log";
    private static final Duration INIT = Duration.ofMinutes(2);
    /** Long, as it may have to recover from a crash. */
    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;
    private static final long LOG_BYTES_MAX = 20_000_000;

    private final Path dir;
    private final Path data;
    private final Path home;
    private final RunAs as;
    private final String password;
    private int port;

    private EmbeddedPostgres(Path dir, Path home, RunAs as, String password) {
        this.dir = dir;
        this.data = dir.resolve("data");
        this.home = home;
        this.as = as;
        this.password = password;
    }

    /** Blocks until PostgreSQL answers. Throws {@link StartFailure}. */
    public static EmbeddedPostgres start(Path dataDir) {
        return start(dataDir, dataDir.resolve("postgres"));
    }

    /**
     * @param binDir where its programs are unpacked; tests share it
     */
    static EmbeddedPostgres start(Path dataDir, Path binDir) {
        Path named = dataDir.toAbsolutePath().normalize().resolve("postgres");
        try {
            Files.createDirectories(named);
            Files.createDirectories(binDir);
            Path dir = named.toRealPath();
            Path home = PostgresBinaries.extract(binDir.toRealPath());
            RunAs as = RunAs.choose(home, dir.resolve("data"));
            EmbeddedPostgres postgres =
                    new EmbeddedPostgres(dir, home, as, EngineFiles.secret(dir.resolve("password")));
            postgres.initialise();
            if (!postgres.takeOver()) {
                postgres.launch();
                PostgresBinaries.deleteOthers(home);
            }
            postgres.createDatabase();
            return postgres;
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailure("cannot prepare PostgreSQL in " + named + ": " + StartFailure.oneLine(e), e);
        } catch (SQLException e) {
            throw new StartFailure("PostgreSQL in " + named + " does not let us in: " + StartFailure.oneLine(e), e);
        }
    }

    /** The address of the one that runs in this data directory, for a second process beside the server; null for none. */
    public static @Nullable String urlOfRunning(Path dataDir) {
        Path dir = dataDir.toAbsolutePath().normalize().resolve("postgres");
        PostgresProcesses processes = new PostgresProcesses(dir.resolve("data"));
        return processes.postmaster() > 0
                ? url(EngineFiles.secret(dir.resolve("password")), processes.port(), DATABASE)
                : null;
    }

    /** Makes the data directory under another name first, so that a half made one is never used. */
    private void initialise() throws IOException {
        if (Files.exists(data)) {
            checkMajorVersion();
            return;
        }
        Path fresh = dir.resolve("data-new");
        EngineFiles.deleteTree(fresh);
        Files.createDirectory(fresh);
        Path secret = fresh.resolveSibling("password-new");
        EngineFiles.writePrivate(secret, password + "\n");
        as.own(fresh);
        as.own(secret);
        EngineProcess.Result result = run(
                INIT,
                "initdb",
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
        Files.deleteIfExists(secret);
        if (result.code() != 0) {
            throw new StartFailure("cannot make PostgreSQL's data directory " + data + ": " + result.lastLine());
        }
        Files.writeString(fresh.resolve("postgresql.conf"), PostgresSettings.EMBEDDED, StandardOpenOption.APPEND);
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void checkMajorVersion() throws IOException {
        String theirs = Files.readString(data.resolve("PG_VERSION")).strip();
        String ours = run(Duration.ofSeconds(20), "postgres", "--version").lastLine();
        ours = ours.replaceAll("^\\D*(\\d+).*$", "$1");
        if (!theirs.equals(ours)) {
            throw new StartFailure(data + " was written by PostgreSQL " + theirs + ", this Pelagos brings " + ours
                    + ": dump it with the old one and restore it here, or name another PELAGOS_DATA_DIR");
        }
    }

    private boolean takeOver() throws IOException {
        PostgresProcesses processes = new PostgresProcesses(data);
        long pid = processes.postmaster();
        if (pid > 0) {
            port = processes.port();
            if (answers()) {
                EngineFiles.writePrivate(dir.resolve("port"), port + "\n");
                LOG.info("Took over the PostgreSQL that runs in {}", dir);
                return true;
            }
            LOG.warn("The PostgreSQL that runs in {} does not answer: stopping it", dir);
            stop("immediate");
            EngineProcess.kill(pid);
        }
        processes.cleanUp();
        return false;
    }

    /** Whether it lets us in, after up to 30 s of recovery. */
    private boolean answers() {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            try (Connection connection = connect("postgres")) {
                return connection.isValid(3);
            } catch (SQLException e) {
                if (!"57P03".equals(e.getSQLState())) { // "the database system is starting up"
                    return false;
                }
                EngineProcess.pause(100);
            }
        }
        return false;
    }

    private void launch() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = EngineFiles.freePort(dir.resolve("port"));
            if (launchOnPort()) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw doesNotStart();
            }
            // Somebody took the port, or children of a killed one have not noticed it yet.
            EngineProcess.pause(1_000);
        }
    }

    private boolean launchOnPort() throws IOException {
        Path log = dir.resolve(LOG_NAME);
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(log, dir.resolve(LOG_NAME + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            EngineFiles.writePrivate(log, "");
        }
        as.own(log);
        EngineProcess.Result result = run(
                START.plusSeconds(5),
                "pg_ctl",
                "start",
                "--pgdata=" + data,
                "--wait",
                "--timeout=" + START.toSeconds(),
                "--log=" + log,
                "--options=-p " + port);
        return result.code() == 0;
    }

    private StartFailure doesNotStart() {
        Path log = dir.resolve(LOG_NAME);
        return new StartFailure("PostgreSQL does not start, see " + log + ": " + EngineFiles.lastLine(log));
    }

    @Override
    public boolean alive() {
        return pid() > 0;
    }

    @Override
    public void revive() {
        try {
            if (!takeOver() && !launchOnPort()) {
                throw doesNotStart();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailure("PostgreSQL does not start again: " + StartFailure.oneLine(e), e);
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement();
                var found = statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return Postgres.of(url(password, port, database)).connect();
    }

    /** {@code postgresql://user:password@127.0.0.1:port/pelagos} */
    @Override
    public String url() {
        return url(password, port, DATABASE);
    }

    private static String url(String password, int port, String database) {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    public long pid() {
        return new PostgresProcesses(data).postmaster();
    }

    /** Stops PostgreSQL: sessions are cut, all is written out. In at most 25 seconds. */
    @Override
    public void close() {
        long pid = pid();
        if (pid <= 0) {
            return;
        }
        if (stop("fast") != 0 && stop("immediate") != 0) {
            EngineProcess.kill(pid);
        }
    }

    private int stop(String mode) {
        return run(
                        STOP.plusSeconds(2),
                        "pg_ctl",
                        "stop",
                        "--pgdata=" + data,
                        "--mode=" + mode,
                        "--wait",
                        "--timeout=" + STOP.toSeconds())
                .code();
    }

    private EngineProcess.Result run(Duration atMost, String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return EngineProcess.run(as.command(command), Path.of("/"), atMost);
    }
}
