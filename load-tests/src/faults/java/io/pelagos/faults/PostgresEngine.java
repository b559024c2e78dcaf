package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One PostgreSQL whose postmaster is this tool's own child, with the settings that P1 needs. */
final class PostgresEngine {

    private static final String USER = "postgres";
    private static final String DATABASE = "pelagos";
    private static final Duration START_BOUND = Duration.ofSeconds(30);

    private final Children children;
    private final Path home;
    private final Path folder;
    private final int port;
    private final Map<String, String> environment;
    /** Where its tables are; null for where all else is, too. */
    private final SmallDisk disk;

    private Child postmaster;

    PostgresEngine(Children children, Path home, Path work, int port) {
        this(children, home, work, port, null, Map.of());
    }

    PostgresEngine(Children children, Path home, Path work, int port, SmallDisk disk, Map<String, String> environment) {
        this.children = children;
        this.home = home;
        this.folder = work.resolve("postgres");
        this.port = port;
        this.disk = disk;
        this.environment = new HashMap<>(environment);
        this.environment.put("LC_ALL", "C");
    }

    /** Makes an empty cluster of databases, starts it and creates the server's database. */
    void create() {
        try {
            Files.createDirectories(folder);
            // PostgreSQL refuses to run as root, so as root it runs as nobody and must be able to write here.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(
                List.of("-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        if (disk != null) {
            // The log stays on a real disk: how long it takes to write is part of every race.
            arguments.addAll(List.of("-X", folder.resolve("wal").toString()));
        }
        Child initdb = run("initdb", arguments);
        if (initdb.exit(Duration.ofSeconds(60)) != 0) {
            throw new IllegalStateException("initdb failed, see " + folder.resolve("postgres.log"));
        }
        start();
        execute("postgres", "create database " + DATABASE);
    }

    /** Starts it and returns when it accepts connections. Tries again while an old process' memory is still held. */
    void start() {
        Wait.until(START_BOUND, "PostgreSQL answers, see " + folder.resolve("postgres.log"), () -> {
            if (postmaster == null || !postmaster.alive()) {
                postmaster = run("postgres", settings());
                Wait.pause(100);
            }
            execute("postgres", "select 1");
            return true;
        });
    }

    private List<String> settings() {
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-p", Integer.toString(port)));
        for (String setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=200",
                "shared_buffers=128MB",
                "max_wal_size=256MB",
                "log_min_messages=warning")) {
            arguments.add("-c");
            arguments.add(setting);
        }
        return arguments;
    }

    /** {@code pg_ctl stop -m immediate} is this signal to the postmaster: no checkpoint, recovery at the next start. */
    void stopImmediatelyAndStart() {
        postmaster.signal("QUIT");
        postmaster.ended(Duration.ofSeconds(15));
        start();
    }

    /** kill -9 of the postmaster alone: its children notice and end, the new one must wait for them. */
    void killAndRestart() {
        postmaster.kill();
        start();
    }

    void limitFiles(boolean none) {
        postmaster.limitFiles(none);
    }

    /** Whether it had to be. */
    boolean startIfEnded() {
        // One that is about to end may still be there.
        boolean ended = !postmaster.alive()
                || !Wait.happens(Duration.ofSeconds(5), () -> {
                    if (postmaster.alive()) {
                        execute("postgres", "select 1");
                    }
                    return postmaster.alive();
                });
        start();
        return ended;
    }

    /** How often it has said that there is no room on its disk. */
    long refusedForRoom() {
        try (Stream<String> lines = Files.lines(folder.resolve("postgres.log"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains("No space left on device"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, and leaves its data where everybody sees it. */
    void keepData() {
        postmaster.signal("QUIT");
        postmaster.ended(Duration.ofSeconds(15));
        if (disk != null) {
            disk.copyTo(folder.resolve("kept"));
        }
    }

    void freeze(long millis) {
        postmaster.signalTree("STOP");
        Wait.pause(millis);
        postmaster.signalTree("CONT");
    }

    void terminateBackends() {
        execute(
                DATABASE,
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where pid <> pg_backend_pid() and backend_type = 'client backend'");
    }

    /** A connection that passes no proxy. */
    Connection connect() throws SQLException {
        return connect(DATABASE);
    }

    static String url(int port) {
        return "postgresql://" + USER + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    int port() {
        return port;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database
                        + "?connectTimeout=5&socketTimeout=120&gssEncMode=disable",
                USER,
                "");
    }

    private void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Child run(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(disk == null ? List.of() : disk.enter());
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        // Not for those before: what the first user has made, the second may not use.
        command.add("env");
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return children.start(program, folder.resolve("postgres.log"), Map.of(), command);
    }

    private String data() {
        return (disk == null ? folder : disk.place()).resolve("data").toString();
    }
}
