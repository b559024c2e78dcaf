package io.pelagos.platform;

import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * One PostgreSQL and one Redis for all tests of this JVM, started by whoever asks first and stopped
 * with the JVM; a JVM beside this one has its own. A test has a database of its own, and, through {@link #cells}, keys of its own.
 */
public final class TestEngines {
    private static final Path ROOT = Path.of("target", "test-engines").toAbsolutePath();
    private static final String TEMPLATE = "template_migrated";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final AtomicInteger CELLS = new AtomicInteger(1_000);

    private TestEngines() {}

    /** The address of a new database with the schema in it, nobody else's. */
    public static String postgresUrl() {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE);
        return withDatabase(Started.POSTGRES.url(), name);
    }

    /** The address of a new database with the schema as it was at a version, still to be migrated. */
    public static String postgresUrl(String version) {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("create database " + name);
        String url = withDatabase(Started.POSTGRES.url(), name);
        Postgres postgres = Postgres.of(url);
        PgConnectOptions options = postgres.options(5_000);
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), options.getUser(), options.getPassword())
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
        return url;
    }

    /** The one Redis of this JVM. Not to be flushed or stopped: others use it. */
    public static String redisUrl() {
        return Started.REDIS.url();
    }

    /** The first of {@code count} numbers of cells that no other test of this JVM has used or will use. */
    public static int cells(int count) {
        return CELLS.getAndAdd(count);
    }

    /** A Redis of the caller's own, to be killed or flushed; close it. */
    public static EmbeddedRedis ownRedis(Path dir) {
        return EmbeddedRedis.start(dir);
    }

    /** A PostgreSQL of the caller's own, to be killed; close it. Its database is empty. */
    public static EmbeddedPostgres ownPostgres(Path dir) {
        return EmbeddedPostgres.start(dir, ROOT.resolve("bin"));
    }

    /** A blocking connection to a database of {@link #postgresUrl}. */
    public static Connection connect(String postgresUrl) throws SQLException {
        return Postgres.of(postgresUrl).connect();
    }

    private static void execute(String sql) {
        try (Connection connection = connect(Started.POSTGRES.url());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String withDatabase(String url, String name) {
        return URI.create(url).resolve("/" + name).toString();
    }

    /** Started by its first use. */
    private static final class Started {
        static final EmbeddedPostgres POSTGRES;
        static final EmbeddedRedis REDIS;

        static {
            sweep();
            Path dir = ROOT.resolve(Long.toString(ProcessHandle.current().pid()));
            POSTGRES = ownPostgres(dir);
            REDIS = ownRedis(dir);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                REDIS.close();
                throwAway(new PostgresProcesses(dir.resolve("postgres/data")).postmaster());
                EngineFiles.deleteTree(dir);
            }));
            try (Connection connection = connect(POSTGRES.url());
                    var statement = connection.createStatement()) {
                statement.execute("create database " + TEMPLATE);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            Postgres.of(withDatabase(POSTGRES.url(), TEMPLATE)).migrate(Duration.ofSeconds(10));
        }

        /** An immediate stop: writing hundreds of databases down first takes longer than the build waits for this JVM. */
        private static void throwAway(long postmaster) {
            Duration patience = Duration.ofSeconds(5);
            EngineProcess.run(List.of("kill", "-QUIT", Long.toString(postmaster)), ROOT, patience);
            EngineProcess.stop(postmaster, patience);
        }

        /** Engines of test JVMs that were killed. One JVM at a time, as another may begin now, too. */
        private static void sweep() {
            try {
                Files.createDirectories(ROOT);
                try (FileChannel lock = FileChannel.open(
                        ROOT.resolve("sweeping"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    lock.lock();
                    sweepAlone();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void sweepAlone() throws IOException {
            try (Stream<Path> dirs = Files.list(ROOT)) {
                for (Path dir : dirs.toList()) {
                    String name = dir.getFileName().toString();
                    if (name.matches("\\d+") && !EngineProcess.alive(Long.parseLong(name))) {
                        EngineProcess.kill(new PostgresProcesses(dir.resolve("postgres/data")).postmaster());
                        // Gone when the JVM was killed while it removed the directory.
                        if (Files.exists(dir.resolve("redis/password"))) {
                            EngineProcess.kill(RedisProbe.pid(
                                    EngineFiles.number(dir.resolve("redis/port")),
                                    EngineFiles.secret(dir.resolve("redis/password"))));
                        }
                        EngineFiles.deleteTree(dir);
                    }
                }
            }
        }
    }
}
