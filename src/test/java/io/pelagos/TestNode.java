package io.pelagos;

import io.pelagos.platform.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A whole node in this JVM, on a port of its own. Two with the same engines are two nodes of one
 * system; they do not wake each other up, so each finds changes by looking for itself.
 */
public final class TestNode implements AutoCloseable {
    public static final String OPERATOR = "operator-of-the-tests";
    /** How long anything that is eventual may take. */
    public static final long PATIENCE_MILLIS = 60_000;

    /** On a busy machine a commit may take a second; who waits for a lead in flight is not to hear 503 for that. */
    private static final String QUICK = """
            watch_millis: 200
            http: {body_timeout_seconds: 2, drain_seconds: 0, %s}
            road: {outbox_max_age_millis: 60000, busy_retry_millis: 10000, %s}
            %s
            """;

    private final Server server;

    private TestNode(Server server) {
        this.server = server;
    }

    /** Blocks until it serves. The engines' addresses as in the configuration. */
    public static TestNode start(String postgresUrl, String redisUrl) {
        return start(postgresUrl, redisUrl, "sweep_after_millis: 500");
    }

    /** {@code road}: settings of the section road, {@code name: value, …}. */
    public static TestNode start(String postgresUrl, String redisUrl, String road) {
        return start(postgresUrl, redisUrl, road, "", Map.of());
    }

    /** {@code more}: other sections, one a line. */
    public static TestNode start(String postgresUrl, String redisUrl, String road, String more) {
        return start(postgresUrl, redisUrl, road, more, Map.of());
    }

    /**
     * One of nodes that see each other through Hazelcast, with tenants in up to 64 cells.
     *
     * @param port the cluster's: that of the node which is started first; the others take the next ones
     */
    static TestNode member(String postgresUrl, String redisUrl, int port) {
        String cluster = "cluster: {enabled: true, port: %d, members: ['127.0.0.1:%d']}".formatted(port, port);
        return start(postgresUrl, redisUrl, "sweep_after_millis: 500", "cells: 64\n" + cluster);
    }

    /** With more environment variables than those that a node of the tests has. */
    public static TestNode start(String postgresUrl, String redisUrl, Map<String, String> more) {
        return start(postgresUrl, redisUrl, "sweep_after_millis: 500", "", more);
    }

    /** {@code http}: settings of the section http, {@code name: value, …}. */
    static TestNode serving(String postgresUrl, String redisUrl, String http) {
        return start(postgresUrl, redisUrl, "sweep_after_millis: 500", http, "", Map.of());
    }

    /** {@code sections}: other ones, one a line; {@code http}: settings of the section http. */
    static TestNode guarded(String postgresUrl, String redisUrl, String sections, String http) {
        return start(postgresUrl, redisUrl, "sweep_after_millis: 500", http, sections, Map.of());
    }

    private static TestNode start(
            String postgresUrl, String redisUrl, String road, String sections, Map<String, String> more) {
        return start(postgresUrl, redisUrl, road, "", sections, more);
    }

    private static TestNode start(
            String postgresUrl, String redisUrl, String road, String http, String sections, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PELAGOS_HTTP_PORT", "0",
                "PELAGOS_POSTGRES_URL", postgresUrl,
                "PELAGOS_REDIS_URL", redisUrl,
                "PELAGOS_DATA_DIR", dataDir(),
                "PELAGOS_BOOTSTRAP_TOKEN", OPERATOR));
        environment.putAll(more);
        String all = unless(sections, "cells:", "cells: 2") + unless(sections, "demo:", "demo: {enabled: false}");
        Config config = Config.parse("the tests", QUICK.formatted(http, road, all + sections), environment);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new TestNode(Server.start(config, new Engines(postgresUrl, redisUrl), nowhere));
    }

    private static String unless(String sections, String given, String usual) {
        return sections.contains(given) ? "" : usual + "\n";
    }

    private static String dataDir() {
        try {
            return Files.createTempDirectory(Path.of("target"), "node-").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.port();
    }

    Node node() {
        return server.node();
    }

    /** The API with a token. */
    public Http as(String token) {
        return new Http("http://127.0.0.1:" + port(), token);
    }

    public Http operator() {
        return as(OPERATOR);
    }

    /** Makes a tenant of a new name and waits until this node can serve it. */
    public TestTenant tenant(TestNode... others) {
        return TestTenant.create(this, others);
    }

    /** One of the numbers of {@code /metrics}. */
    public long metric(String name) {
        return as("").get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** One of the numbers of {@code /metrics} that each cell has, by the cell. */
    Map<Integer, Long> cells(String name) {
        Pattern line = Pattern.compile("(?m)^" + name + "\\{cell=\"(\\d+)\"} (\\d+)");
        return line.matcher(as("").get("/metrics").body())
                .results()
                .collect(Collectors.toMap(m -> Integer.valueOf(m.group(1)), m -> Long.valueOf(m.group(2))));
    }

    public void rebuild() {
        eventually(
                "the rebuild is done",
                () -> operator().post("/operator/rebuild", new JsonObject()).ok());
    }

    public boolean ready() {
        return as("").get("/health/ready").status() == 200;
    }

    public void awaitReady() {
        eventually("the node is ready", this::ready);
    }

    /** Takes up what was configured on another node, as it does by itself a little later. */
    public void poll(String tenant) {
        await(node().directory().refresh());
        awaitReady();
    }

    /** Polls until it is so; fails after {@link #PATIENCE_MILLIS}. */
    public static void eventually(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE_MILLIS + " ms: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends at once, with whatever is under way; done when its connections are closed. */
    public Future<Void> die() {
        return server.die();
    }

    /** An orderly stop. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (StartFailure e) {
            throw new AssertionError(e);
        }
    }
}
