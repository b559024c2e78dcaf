package io.pelagos.faults;

import io.pelagos.tool.Ports;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
    final Traps traps = new Traps();
    final Receiver receiver = new Receiver();
    private final Children children = new Children();
    private final Path work;
    private final Path jar;
    private final Optional<Clocks> clocks;
    /** Null where there is none. */
    private final SmallDisk disk;

    private final List<Step> stepsHit = new CopyOnWriteArrayList<>();
    private RedisEngine master;
    private RedisEngine replica;
    /** Of the tenant of this round. */
    private Archive archive;

    private History history = new History();
    private Runnable beginJob = () -> {};

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
        this.clocks = Clocks.in(work.resolve("clocks"));
        this.disk = SmallDisk.at(children, work.resolve("postgres").resolve("disk"), work.resolve("disk.log"));
        postgres = new PostgresEngine(
                children, Binaries.postgres(work.resolve("pg")), work, Ports.free(), disk, clock("postgres"));
        master = new RedisEngine("redis-a", children, redisServer, work, Ports.free());
        replica = new RedisEngine("redis-b", children, redisServer, work, Ports.free());
        nodes = IntStream.rangeClosed(1, nodeCount)
                .mapToObj(number -> node(number, drainSeconds))
                .toList();
        nodes.forEach(node -> node.join(nodes));
    }

    private Node node(int number, int drainSeconds) {
        Map<String, String> environment = new HashMap<>(clock("node" + number));
        environment.put("PELAGOS_BOOTSTRAP_TOKEN", operatorToken);
        environment.put("PELAGOS_HTTP_DRAIN_SECONDS", Integer.toString(drainSeconds));
        environment.put("PELAGOS_DEMO_TRAFFIC", "false");
        environment.put("PELAGOS_MASTER_KEY", "the fault campaign's own master key, nothing secret");
        return new Node(number, children, jar, work, environment, postgres.port(), master.port(), traps);
    }

    private Map<String, String> clock(String name) {
        return clocks.map(all -> all.environment(name)).orElse(Map.of());
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

    /** The nodes of which something may be expected; at least one, for which it waits. */
    List<Node> up() {
        List<Node> up = nodes.stream().filter(node -> node.up(http)).toList();
        if (up.isEmpty()) {
            nodes.get(0).awaitReady(http);
            return up();
        }
        return up;
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

    /**
     * What is decided for a while never reaches the replica.
     *
     * @return how many bytes of the master's log it has not got
     */
    long letReplicaLag(long millis) {
        replica.synced(SYNC_BOUND);
        master.holdReplication();
        Wait.pause(millis);
        if (missing() == 0) {
            // Nobody has decided anything.
            master.call("SET", "campaign", Long.toString(millis));
        }
        return missing();
    }

    private long missing() {
        return master.offset("master_repl_offset") - replica.offset("slave_repl_offset");
    }

    /** The replica becomes the master for all as it is; the old master, started anew if it is gone, follows it. */
    void promoteStale() {
        RedisEngine old = master;
        replica.promote();
        master = replica;
        replica = old;
        nodes.forEach(node -> node.redis.retarget(master.port()));
        old.healReplication();
        if (!old.alive()) {
            old.start();
        }
        old.follow(master);
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

    /**
     * The tenant of this round.
     *
     * @param clients what its clients hear
     * @param job has the server begin a job for it
     */
    void tenant(Archive next, History clients, Runnable job) {
        archive = next;
        history = clients;
        beginJob = job;
    }

    /** What the clients of the next round will hear; it knows of the clocks that are wrong still. */
    History nextHistory() {
        return history.next(System.currentTimeMillis());
    }

    void beginJob() {
        beginJob.run();
    }

    /** The clock of this round's cell is ahead by so much more from now on. */
    void advanceCellClock(long byMillis) {
        try {
            history.clockAdvances(byMillis);
            archive.advanceClock(byMillis);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasClocks() {
        return clocks.isPresent();
    }

    void setClock(String name, long byMillis) {
        clocks.orElseThrow().set(name, byMillis);
    }

    /**
     * A node's clock is wrong by so much. Leads that it takes in have its time, and a rebuild takes the newest time that it
     * finds for the cell's: so one that is ahead may take the cell's along.
     */
    void setNodeClock(Node node, long byMillis) {
        history.clockJumps(Math.max(0, byMillis));
        setClock("node" + node.number(), byMillis);
    }

    boolean hasSmallDisk() {
        return disk != null;
    }

    SmallDisk disk() {
        return disk;
    }

    /** Somebody was hit there. */
    void hit(Step step) {
        stepsHit.add(step);
    }

    /** Those of {@link #hit} since this was asked before. */
    List<Step> stepsHit() {
        List<Step> hit = List.copyOf(stepsHit);
        stepsHit.removeAll(hit);
        return hit;
    }

    /** What this machine has not got, a line each. */
    List<String> leftOut() {
        List<String> left = new ArrayList<>();
        if (!hasClocks()) {
            left.add("left out: clocks of nodes and of PostgreSQL, as there is no libfaketime");
        }
        if (!hasSmallDisk()) {
            left.add("left out: a full disk under PostgreSQL's tables, as only root may mount one, on Linux");
        }
        return left;
    }

    /** Tells the tenants of one run from those of another. */
    String name() {
        return work.getFileName().toString();
    }

    /** Every wire whole again. */
    void heal() {
        master.healReplication();
        nodes.forEach(Node::heal);
    }

    @Override
    public void close() {
        children.close();
        Clocks.forget(children.pids());
        nodes.forEach(Node::close);
        receiver.close();
        master.close();
        replica.close();
    }
}
