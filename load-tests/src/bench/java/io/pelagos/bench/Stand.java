package io.pelagos.bench;

import static io.pelagos.bench.Report.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where one thing is measured: engines, servers and load generators of its own, on loopback, with their data in a folder
 * that goes away. What is started is ended by {@link #close}, here as after Ctrl-C.
 */
final class Stand implements AutoCloseable {
    private final Options options;
    private final Report report;
    private final Children children = new Children();
    private final Path directory;
    private final Wrk wrk;
    private Engines engines;
    private Database database;

    Stand(Options options, Report report) throws IOException {
        this.options = options;
        this.report = report;
        this.directory = Files.createTempDirectory("pelagos-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(this::end));
        // Engines that do not run as root sign in as somebody else, who must be able to enter.
        if (!directory.toFile().setExecutable(true, false)) throw new IOException("cannot open " + directory);
        this.wrk = new Wrk(children, directory);
    }

    Options options() {
        return options;
    }

    Report report() {
        return report;
    }

    Children children() {
        return children;
    }

    Path directory() {
        return directory;
    }

    Wrk wrk() {
        return wrk;
    }

    boolean wants(String... rows) {
        return Stream.of(rows).anyMatch(options.rows()::contains);
    }

    Engines engines() throws IOException, InterruptedException, SQLException {
        if (engines == null) {
            engines = Engines.open(children, options.jar(), directory.resolve("engines"));
            describe();
        }
        return engines;
    }

    private void describe() throws IOException, InterruptedException, SQLException {
        try (RedisLink redis = redis()) {
            say(
                    "PostgreSQL %s, Redis %s, %s; synchronous_commit %s, wal_sync_method %s, shared_buffers %s",
                    database().text("show server_version"),
                    redis.version(),
                    engines().embedded() ? "embedded" : "given",
                    database().text("show synchronous_commit"),
                    database().text("show wal_sync_method"),
                    database().text("show shared_buffers"));
        }
    }

    Database database() throws IOException, InterruptedException, SQLException {
        if (database == null) database = Database.open(engines().postgres());
        return database;
    }

    /** Its socket ends with the process that the engine is. */
    RedisLink redis() throws IOException, InterruptedException, SQLException {
        return new RedisLink(engines().redis());
    }

    RedisReference reference() throws IOException, InterruptedException, SQLException {
        return new RedisReference(redis(), children, options.agents());
    }

    Baseline baseline(int agents) throws IOException, InterruptedException, SQLException {
        return new Baseline(children, database(), engines().postgres(), options.jar(), wrk, directory, agents);
    }

    /** The server under test, with so many agents. */
    Product product(int agents, String... jvm) throws IOException, InterruptedException, SQLException {
        return product(engines(), "server", agents, jvm);
    }

    /** @param name of its folder; @param jvm options of the JVM */
    Product product(Engines its, String name, int agents, String... jvm) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(directory.resolve(name));
        return product(new Server(children, its, options.jar(), folder, List.of(jvm)), name, agents);
    }

    /** Another tenant of a server that runs. */
    Product product(Server server, String name, int agents) throws IOException {
        return new Product(server, wrk, Files.createDirectories(directory.resolve(name)), agents);
    }

    @Override
    public void close() throws SQLException {
        if (database != null) database.close();
        end();
    }

    private synchronized void end() {
        children.close();
        if (!Files.exists(directory)) return;
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
