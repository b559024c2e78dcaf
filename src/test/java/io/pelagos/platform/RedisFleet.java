package io.pelagos.platform;

import io.pelagos.tool.Ports;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Several real Redis processes that belong together: a cluster, or a master with a replica and sentinels. */
public final class RedisFleet implements AutoCloseable {
    /** After so long without an answer a master is taken for dead, by the others. */
    private static final String DEAD_MILLIS = "3000";

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final Path dir;
    private final Path program;
    private final List<Server> servers = new ArrayList<>();
    private String url = "";

    private record Server(int port, Process process) {}

    private RedisFleet(Path dir) {
        this.dir = dir;
        try {
            this.program = EmbeddedRedis.extract(Files.createDirectories(dir.resolve("bin")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Three masters that share the slots, each with a replica. */
    public static RedisFleet cluster(Path dir) {
        RedisFleet fleet = new RedisFleet(dir);
        for (int i = 0; i < 6; i++) {
            String bus = Integer.toString(Ports.free());
            fleet.redis(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-require-full-coverage",
                    "no",
                    "--cluster-node-timeout",
                    DEAD_MILLIS,
                    "--cluster-port",
                    bus);
        }
        fleet.join();
        fleet.url = "redis+cluster://" + String.join(",", fleet.addresses(0, 6));
        return fleet;
    }

    /** A master, a replica, and three sentinels of which two agree. */
    public static RedisFleet sentinels(Path dir) {
        RedisFleet fleet = new RedisFleet(dir);
        int master = fleet.redis();
        fleet.redis("--replicaof", "127.0.0.1 " + master);
        eventually(() -> fleet.ask(1, "INFO", "replication").toString().contains("master_link_status:up"));
        for (int i = 0; i < 3; i++) {
            fleet.sentinel(master);
        }
        eventually(() -> {
            String told = fleet.ask(4, "INFO", "sentinel").toString();
            return told.contains("slaves=1") && told.contains("sentinels=3");
        });
        fleet.url = "redis+sentinel://" + String.join(",", fleet.addresses(2, 5)) + "/pool";
        return fleet;
    }

    public String url() {
        return url;
    }

    private List<String> addresses(int from, int to) {
        return servers.subList(from, to).stream()
                .map(server -> "127.0.0.1:" + server.port)
                .toList();
    }

    private int redis(String... more) {
        List<String> words = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
        Collections.addAll(words, "--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0");
        Collections.addAll(words, more);
        return start(words);
    }

    private void sentinel(int master) {
        Path conf = dir.resolve("sentinel-" + servers.size() + ".conf");
        try {
            Files.writeString(
                    conf,
                    "sentinel monitor pool 127.0.0.1 " + master + " 2\nsentinel down-after-milliseconds pool "
                            + DEAD_MILLIS + "\nsentinel failover-timeout pool 5000\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(List.of(conf.toString(), "--sentinel"));
    }

    private int start(List<String> words) {
        int port = Ports.free();
        List<String> line = new ArrayList<>(List.of(program.toString()));
        boolean sentinel = words.get(0).endsWith(".conf");
        line.addAll(sentinel ? words : List.of());
        try {
            Path own = Files.createDirectories(dir.resolve("redis-" + servers.size()));
            Collections.addAll(line, "--port", "" + port, "--bind", "127.0.0.1", "--dir", own.toString());
            line.addAll(sentinel ? List.of() : words);
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(own.resolve("redis.log").toFile())
                    .start();
            servers.add(new Server(port, process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int last = servers.size() - 1;
        eventually(() -> ask(last, "PING").toString().equals("PONG"));
        return servers.get(last).port;
    }

    /** The first three have the slots, the others follow them. */
    private void join() {
        int[] begins = {0, 5_461, 10_923, 16_384};
        for (int i = 0; i < 3; i++) {
            ask(i, "CLUSTER", "ADDSLOTSRANGE", "" + begins[i], "" + (begins[i + 1] - 1));
        }
        for (int i = 1; i < 6; i++) {
            ask(i, "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
            Server first = servers.get(0);
            String bus =
                    ask(0, "CONFIG", "GET", "cluster-port").get("cluster-port").toString();
            ask(i, "CLUSTER", "MEET", "127.0.0.1", "" + first.port, bus);
        }
        for (int i = 0; i < 3; i++) {
            String master = ask(i, "CLUSTER", "MYID").toString();
            int replica = 3 + i;
            eventually(() -> ask(replica, "CLUSTER", "REPLICATE", master) != null);
        }
        for (int i = 0; i < 6; i++) {
            int server = i;
            eventually(() -> {
                String info = ask(server, "CLUSTER", "INFO").toString();
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:6");
            });
        }
        for (int i = 3; i < 6; i++) {
            int replica = i;
            eventually(() -> ask(replica, "INFO", "replication").toString().contains("master_link_status:up"));
        }
    }

    /** The number of the master that has the keys of a tag. */
    public int master(String tag) {
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).process.isAlive() && has(i, tag)) {
                return i;
            }
        }
        throw new AssertionError("no master has " + tag);
    }

    private boolean has(int server, String tag) {
        try {
            // A replica of a cluster sends one to its master, and any other refuses to write.
            return ask(server, "SET", "{" + tag + "}:who", "you").toString().equals("OK");
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** kill -9 of the n-th that was started; the masters come first. */
    public void kill(int server) {
        servers.get(server).process.destroyForcibly().onExit().join();
    }

    /** Whether replicas of a cluster may take the places of dead masters; they may unless they are told otherwise. */
    public void promotion(boolean allowed) {
        for (int i = 3; i < 6; i++) {
            ask(i, "CONFIG", "SET", "cluster-replica-no-failover", allowed ? "no" : "yes");
        }
    }

    /** Waits until a server of a cluster knows that slots are without a master. */
    public void awaitUncovered(int server) {
        eventually(() -> !ask(server, "CLUSTER", "INFO").toString().contains("cluster_slots_fail:0"));
    }

    /** An answer of the n-th server; an error is an exception. */
    public Response ask(int server, String... words) {
        Redis client = Redis.createClient(vertx, "redis://127.0.0.1:" + servers.get(server).port);
        Request request = Request.cmd(Command.create(words[0]));
        for (int i = 1; i < words.length; i++) {
            request.arg(words[i]);
        }
        try {
            return await(client.connect().compose(c -> c.send(request)).eventually(client::close));
        } finally {
            client.close();
        }
    }

    private static void eventually(Supplier<Boolean> holds) {
        long deadlineNanos = System.nanoTime() + PATIENCE_NANOS;
        RuntimeException last = null;
        while (System.nanoTime() < deadlineNanos) {
            try {
                if (holds.get()) {
                    return;
                }
            } catch (RuntimeException e) {
                last = e;
            }
            EngineProcess.pause(50);
        }
        throw new AssertionError("a Redis is not as it should be", last);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        servers.forEach(server -> server.process.destroyForcibly());
        servers.forEach(server -> server.process.onExit().join());
        await(vertx.close());
    }
}
