package io.pelagos.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A server on given engines, started as anybody starts it. */
final class Server {
    private static final int START_SECONDS = 120;

    /** Engines that the environment names may have been used before, with one key. */
    private static final String MASTER_KEY =
            System.getenv().getOrDefault("PELAGOS_MASTER_KEY", "the bench of Pelagos has no secrets to keep");

    private final PelagosApi operator;

    /** @param jvm options of the JVM */
    Server(Children children, Engines engines, Path jar, Path folder, List<String> jvm)
            throws IOException, InterruptedException {
        String token = "bench-" + UUID.randomUUID();
        Map<String, String> environment = Map.of(
                "PELAGOS_HTTP_HOST",
                "127.0.0.1",
                "PELAGOS_HTTP_PORT",
                Integer.toString(freePort()),
                "PELAGOS_DATA_DIR",
                folder.resolve("data").toString(),
                "PELAGOS_POSTGRES_URL",
                engines.postgres(),
                "PELAGOS_REDIS_URL",
                engines.redis(),
                "PELAGOS_MASTER_KEY",
                MASTER_KEY,
                "PELAGOS_BOOTSTRAP_TOKEN",
                token,
                "PELAGOS_DEMO_TRAFFIC",
                "false",
                "PELAGOS_CLUSTER",
                "false");
        List<String> arguments = new ArrayList<>(jvm);
        arguments.addAll(List.of("-jar", jar.toString()));
        String ready = children.start("server", environment, Children.measuredServer(arguments))
                .awaitLine("Pelagos is ready on http://", START_SECONDS);
        this.operator = new PelagosApi(ready.substring(ready.indexOf("http://")).split("\\s")[0], token);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    PelagosApi operator() {
        return operator;
    }

    String url() {
        return operator.url();
    }

    /** Fills Redis anew from PostgreSQL, all cells. */
    void rebuild() {
        operator.post("/operator/rebuild", "{}");
    }

    void rebuild(long cell) {
        operator.post("/operator/rebuild", "{\"cell\":" + cell + "}");
    }

    /** One figure of {@code GET /metrics}. */
    double metric(String name) {
        return operator.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no metric " + name));
    }
}
