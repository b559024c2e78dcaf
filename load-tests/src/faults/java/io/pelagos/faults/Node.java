package io.pelagos.faults;

import io.pelagos.tool.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One server process with the wires it hangs on: to PostgreSQL, to Redis, its clients' to it, and the other nodes'. */
final class Node implements AutoCloseable, Target {

    /** A cold JVM beside a busy one, on two cores. */
    static final Duration START_BOUND = Duration.ofSeconds(120);

    /** It starts often and never runs for long: what makes it ready sooner counts more than what makes it faster later. */
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private static final Duration TERM_BOUND = Duration.ofSeconds(30);

    private final int number;
    private final Children children;
    private Path jar;
    private final Path folder;
    private final Map<String, String> environment;
    private final int port;
    final TcpProxy postgres;
    final TcpProxy redis;
    final TcpProxy clients;
    final TcpProxy cluster;
    private final int clusterPort = Ports.free();
    private Child child;
    private volatile boolean starting;

    Node(int number, Children children, Path jar, Path work, Map<String, String> shared, int postgres, int redis) {
        this(number, children, jar, work, shared, postgres, redis, new Traps());
    }

    /** @param traps told of all that passes on its wires */
    Node(
            int number,
            Children children,
            Path jar,
            Path work,
            Map<String, String> shared,
            int postgres,
            int redis,
            Traps traps) {
        this.number = number;
        this.children = children;
        this.jar = jar;
        this.folder = work.resolve("node" + number);
        this.port = Ports.free();
        this.postgres = new TcpProxy("node" + number + "-postgres", postgres, () -> new PostgresTalk(this, traps));
        this.redis = new TcpProxy("node" + number + "-redis", redis, () -> new RedisTalk(this, traps));
        this.clients = new TcpProxy("node" + number + "-clients", port, () -> new ClientTalk(this, traps));
        this.cluster = new TcpProxy("node" + number + "-cluster", clusterPort);
        this.environment = new HashMap<>(shared);
        environment.put("PELAGOS_POSTGRES_URL", PostgresEngine.url(this.postgres.port()));
        environment.put("PELAGOS_REDIS_URL", "redis://127.0.0.1:" + this.redis.port());
        environment.put("PELAGOS_HTTP_PORT", Integer.toString(port));
        environment.put("PELAGOS_HTTP_HOST", InetAddress.getLoopbackAddress().getHostAddress());
        environment.put("PELAGOS_DATA_DIR", folder.resolve("data").toString());
    }

    @Override
    public int number() {
        return number;
    }

    /** Where clients reach it, through their wire. */
    @Override
    public String address() {
        return "http://127.0.0.1:" + clients.port();
    }

    /** Where it is reached past its wire. */
    int port() {
        return port;
    }

    /** Likewise. */
    String direct() {
        return "http://127.0.0.1:" + port;
    }

    /** What it runs from its next start on. */
    void upgrade(Path newer) {
        jar = newer;
    }

    void start() {
        folder.toFile().mkdirs();
        child = children.start("node" + number, folder.resolve("server.log"), environment, command());
        starting = true;
    }

    /**
     * Makes it part of a cluster of nodes that reach each other over their wires, and has it send webhooks to this machine.
     */
    void join(List<Node> all) {
        String members = all.stream()
                .map(node -> "\"127.0.0.1:" + node.cluster.port() + "\"")
                .collect(Collectors.joining(", "));
        String settings = "outgoing: {allow_http: true, allowed_networks: [127.0.0.1/32], timeout_millis: 2000}\n"
                + "cluster: {enabled: true, port: " + clusterPort + ", members: [" + members + "]}\n";
        try {
            Path conf = Files.createDirectories(folder.resolve("conf"));
            Files.writeString(conf.resolve("pelagos.yaml"), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(QUICK);
        // Hazelcast's own setting: others reach it over its wire.
        command.add("-Dhazelcast.local.publicAddress=127.0.0.1:" + cluster.port());
        command.addAll(List.of("-Xmx512m", "-jar", jar.toAbsolutePath().toString()));
        return command;
    }

    /** Whether it has been ready since it was started: until then nobody expects anything of it. */
    boolean up(HttpClient http) {
        if (starting && !child.alive()) {
            // It found an engine away and gave up, as it may; who runs servers has them started again.
            start();
        }
        try {
            starting = starting && !ready(http);
        } catch (IOException e) {
            // Not yet.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !starting;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Lines of {@code GET /metrics} that speak of healed leads: what the scrubber had to put right. */
    List<String> healed(HttpClient http) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(direct() + "/metrics"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return text.lines()
                    .filter(line -> !line.startsWith("#") && line.contains("healed"))
                    .toList();
        } catch (IOException e) {
            return List.of("not told");
        }
    }

    /** Waits for {@code GET /health/ready}, not through the clients' wire. */
    void awaitReady(HttpClient http) {
        Wait.until(START_BOUND, "node " + number + " is ready, see " + folder.resolve("server.log"), () -> {
            return up(http);
        });
    }

    private boolean ready(HttpClient http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(direct() + "/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    boolean alive() {
        return child.alive();
    }

    void kill() {
        child.kill();
    }

    /** SIGTERM: the server may finish what is in flight. False when it had to be killed after the bound. */
    boolean terminate() {
        child.signal("TERM");
        boolean ended = child.ended(TERM_BOUND);
        child.kill();
        return ended;
    }

    void limitFiles(boolean none) {
        child.limitFiles(none);
    }

    void freeze(long millis) {
        child.signal("STOP");
        Wait.pause(millis);
        child.signal("CONT");
    }

    void heal() {
        postgres.heal();
        redis.heal();
        clients.heal();
        cluster.heal();
    }

    @Override
    public void close() {
        postgres.close();
        redis.close();
        clients.close();
        cluster.close();
    }
}
