package io.pelagos.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All that runs: PostgreSQL, two Redis (a master and its replica), server nodes, and the wires between. */
final class Rig implements AutoCloseable, Stores {

    private static final Duration SYNC_BOUND = Duration.ofSeconds(5);
    private static final int NODES = 2;
    /** Nobody asks for readiness there; what comes in that time is served. */
    private static final int DRAIN_SECONDS = 1;

    private static final Duration REBUILD_BOUND = Duration.ofSeconds(30);

    final PostgresEngine postgres;
    final List<Node> nodes;
    final String operatorToken;
    final HttpClient http;
    private final Children children = new Children();
    private final Path work;
    private final Path jar;
    private RedisEngine master;
    private RedisEngine replica;

    Rig(Path work, Path jar, String operatorToken) {
        this(work, jar, operatorToken, NODES, DRAIN_SECONDS);
    }

    /** @param drainSeconds how long a node that is to stop serves on */
    Rig(Path work, Path jar, String operatorToken, int nodeCount, int drainSeconds) {
        this.operatorToken = operatorToken;
        this.work = work;
        this.jar = jar;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        Path redisServer = Binaries.redis(work.resolve("redis"));
        postgres = new PostgresEngine(children, Binaries.postgres(work.resolve("pg")), work, Ports.free());
        master = new RedisEngine("redis-a", children, redisServer, work, Ports.free());
        replica = new RedisEngine("redis-b", children, redisServer, work, Ports.free());
        Map<String, String> environment = Map.of(
                "PELAGOS_BOOTSTRAP_TOKEN",
                operatorToken,
                "PELAGOS_CLUSTER",
                "true",
                "PELAGOS_HTTP_DRAIN_SECONDS",
                Integer.toString(drainSeconds),
                "PELAGOS_DEMO_TRAFFIC",
                "false",
                "PELAGOS_MASTER_KEY",
                "the fault campaign's own master key, nothing secret");
        nodes = IntStream.rangeClosed(1, nodeCount)
                .mapToObj(i -> new Node(i, children, jar, work, environment, postgres.port(), master.port()))
                .toList();
    }

    void start() {
        start(nodes.size());
    }

    /** The engines and so many of the nodes. */
    void start(int nodeCount) {
        postgres.create();
        master.start();
        replica.start();
        replica.follow(master);
        replica.synced(SYNC_BOUND);
        // One after the other: two at once would race for the schema's migration on two cores.
        for (Node node : nodes.subList(0, nodeCount)) {
            node.start();
            node.awaitReady(http);
        }
    }

    RedisEngine master() {
        return master;
    }

    /** Reads the Redis that the nodes use, not through a proxy. */
    @Override
    public Resp redis() throws IOException {
        return new Resp(master.port());
    }

    @Override
    public Connection database() throws SQLException {
        return postgres.connect();
    }

    /** The replica becomes the master for all; the old master follows it. Whether it had caught up before. */
    boolean failOver() {
        boolean synced = promoteReplica();
        nodes.forEach(node -> node.redis.retarget(master.port()));
        replica.follow(master);
        return synced;
    }

    /** For a while one node decides on the new master and the other on the old one. */
    boolean splitBrain(Node first, long millis) {
        boolean synced = promoteReplica();
        first.redis.retarget(master.port());
        Wait.pause(millis);
        nodes.forEach(node -> node.redis.retarget(master.port()));
        replica.follow(master);
        return synced;
    }

    /** The operator's command, beside the running nodes; what became of it. */
    String rebuild() {
        Child child = children.start(
                "rebuild",
                work.resolve("rebuild.log"),
                Map.of("PELAGOS_POSTGRES_URL", PostgresEngine.url(postgres.port())),
                List.of(Node.java(), "-Xmx256m", "-jar", jar.toAbsolutePath().toString(), "rebuild"));
        if (!child.ended(REBUILD_BOUND)) {
            child.kill();
            return "did not end";
        }
        return "exit " + child.exit(REBUILD_BOUND);
    }

    private boolean promoteReplica() {
        boolean synced = replica.synced(SYNC_BOUND);
        replica.promote();
        RedisEngine old = master;
        master = replica;
        replica = old;
        return synced;
    }

    /** Every wire whole again. */
    void heal() {
        nodes.forEach(Node::heal);
    }

    @Override
    public void close() {
        children.close();
        nodes.forEach(Node::close);
    }
}
