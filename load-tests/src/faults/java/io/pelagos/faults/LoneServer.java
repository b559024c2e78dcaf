package io.pelagos.faults;

import io.pelagos.tool.Ports;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node with engines of its own, and what is checked of it at rest, for tools that send whatever they like. */
public final class LoneServer implements AutoCloseable {
    private static final Duration REST_BOUND = Duration.ofSeconds(60);

    private final Children children = new Children();
    private final Path work;
    private final PostgresEngine postgres;
    private final RedisEngine redis;
    private final Node node;

    /**
     * Starts nothing yet.
     *
     * @param work an empty folder, or none yet
     * @param environment the server's, beside where its engines are
     */
    public LoneServer(Path work, Path jar, Map<String, String> environment) throws IOException {
        if (!Files.isReadable(jar)) {
            throw new IOException("no server at " + jar + ": build it first");
        }
        this.work = Files.createDirectories(work);
        // PostgreSQL, which may run as another user, has to find its way in.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = new PostgresEngine(children, Binaries.postgres(work.resolve("pg")), work, Ports.free());
        redis = new RedisEngine("redis", children, Binaries.redis(work.resolve("redis")), work, Ports.free());
        // The server may tell others of its leads, but only on this machine.
        Path conf = Files.createDirectories(work.resolve("node1").resolve("conf"));
        Files.writeString(
                conf.resolve("pelagos.yaml"), "outgoing: {allow_http: true, allowed_networks: [127.0.0.1/32]}\n");
        Map<String, String> all = new HashMap<>(environment);
        all.put("PELAGOS_DEMO_TRAFFIC", "false");
        node = new Node(1, children, jar, work, all, postgres.port(), redis.port());
    }

    /** Returns when it is ready. */
    public void start(HttpClient http) {
        postgres.create();
        redis.start();
        node.start();
        awaitReady(http);
    }

    /** Throws when it is not ready within the bound, or has ended. */
    public void awaitReady(HttpClient http) {
        node.awaitReady(http);
    }

    public String address() {
        return node.direct();
    }

    /** All that the server has printed. */
    public Path log() {
        return work.resolve("node1").resolve("server.log");
    }

    /** Lines in which the server says that it is broken. */
    public List<String> errors() throws IOException {
        return WorkFolder.errors(work);
    }

    /** Waits until nothing is under way; whether the tenant's journal is whole, and both stores say where each lead is. */
    public Findings atRest(String tenant) {
        Archive archive = Archive.of(new Behind(), tenant);
        Findings[] last = {new Findings()};
        Truth[] truth = new Truth[1];
        Wait.happens(REST_BOUND, () -> {
            // Redis first: what PostgreSQL commits in between makes the pair differ, never agree by chance.
            Arbiter arbiter = archive.arbiter();
            truth[0] = archive.truth();
            last[0] = new Findings();
            AgreementCheck.places(truth[0], arbiter, last[0]);
            return last[0].isEmpty();
        });
        if (truth[0] == null) {
            throw new IllegalStateException("PostgreSQL and Redis could not be read at rest");
        }
        JournalCheck.check(truth[0], last[0]);
        return last[0];
    }

    /** Ends all that was started; keeps the log alone when there is nothing else to look at. */
    public void close(boolean keepData) throws IOException {
        close();
        if (!keepData) {
            WorkFolder.keepOnlyLogs(work);
        }
    }

    @Override
    public void close() {
        children.close();
        node.close();
    }

    private final class Behind implements Stores {
        @Override
        public Connection database() throws SQLException {
            return postgres.connect();
        }

        @Override
        public Resp redis() throws IOException {
            return new Resp(redis.port());
        }
    }
}
