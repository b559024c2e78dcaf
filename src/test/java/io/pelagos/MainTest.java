package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process as its operator starts it: what he can mend ends it with one line and 1. */
class MainTest {
    private static final String MASTER = "a master key of more than 32 characters";

    @TempDir
    static Path dir;

    private static EmbeddedRedis redis;
    private static String postgres;

    @BeforeAll
    static void start() {
        redis = TestEngines.ownRedis(dir.resolve("redis"));
        postgres = TestEngines.postgresUrl();
        // Locks the database with the master key.
        TestNode.start(postgres, redis.url(), Map.of("PELAGOS_MASTER_KEY", MASTER))
                .close();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    /** What the process says on its standard error when it cannot start. */
    private static String failedStart(String yaml, String masterKey) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(
                Map.of("PELAGOS_HTTP_PORT", "0", "PELAGOS_POSTGRES_URL", postgres, "PELAGOS_REDIS_URL", redis.url()));
        if (!masterKey.isEmpty()) {
            environment.put("PELAGOS_MASTER_KEY", masterKey);
        }
        return failedStart(yaml, environment);
    }

    private static String failedStart(String yaml, Map<String, String> environment)
            throws IOException, InterruptedException {
        Process process = start(yaml, environment);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
        return err();
    }

    private static Process start(String yaml, Map<String, String> environment) throws IOException {
        Path config = dir.resolve("pelagos.yaml");
        java.nio.file.Files.writeString(config, yaml);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--config",
                config.toString()));
        builder.environment().put("PELAGOS_DATA_DIR", dir.resolve("data").toString());
        builder.environment().putAll(environment);
        return builder.redirectError(dir.resolve("err").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String err() throws IOException {
        return java.nio.file.Files.readString(dir.resolve("err"), UTF_8);
    }

    /** Beside what the log tells of the way there: nothing of it is an error. */
    private static void assertOneLine(String err, String says) {
        List<String> lines = err.lines()
                .filter(line -> !line.contains(" INFO ") && !line.contains(" WARN "))
                .toList();
        assertThat(lines).as(err).hasSize(1);
        assertThat(lines.get(0)).startsWith("pelagos: ").contains(says);
    }

    @Test
    void a_master_key_that_is_wrong_or_missing_is_named() throws Exception {
        assertOneLine(failedStart("", "another key, also of more than 32 characters"), "PELAGOS_MASTER_KEY is not the");
        assertOneLine(failedStart("", ""), "set PELAGOS_MASTER_KEY to the one that");
    }

    @Test
    void a_taken_port_and_an_unreadable_demo_are_told_before_any_engine_is_started() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> port = Map.of("PELAGOS_HTTP_PORT", Integer.toString(taken.getLocalPort()));
            assertOneLine(
                    failedStart("http: {host: 127.0.0.1}", port), "cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        Path demo = dir.resolve("demo.yaml");
        java.nio.file.Files.writeString(demo, "pools: [");
        assertOneLine(
                failedStart("demo: {file: '" + demo + "'}", Map.of("PELAGOS_HTTP_PORT", "0")),
                "demo.yaml is not a YAML mapping, line 1");
        assertThat(dir.resolve("data/postgres")).doesNotExist();
    }

    @Test
    void a_start_that_is_cut_short_is_no_failure() throws Exception {
        Path data = dir.resolve("cut");
        Process process = start("", Map.of("PELAGOS_HTTP_PORT", "0", "PELAGOS_DATA_DIR", data.toString()));
        try {
            TestNode.eventually("it is at its engines", () -> java.nio.file.Files.exists(data.resolve("postgres")));
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(err()).doesNotContain(" ERROR ").doesNotContain("pelagos: ");
        TestNode.eventually("no engine is left behind", () -> ProcessHandle.allProcesses()
                .noneMatch(p -> p.info().commandLine().orElse("").contains(data.toString())));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.7", "no.such.host.invalid", "not a host"})
    void a_host_of_the_cluster_that_is_not_this_machines_is_named(String host) throws Exception {
        String yaml = "cluster: {enabled: true, port: 5899, host: '" + host + "'}";
        assertOneLine(failedStart(yaml, MASTER), "cluster.host " + host + ": ");
    }

    @Test
    void a_node_joins_the_cluster_at_a_name_of_this_machine() {
        String yaml = "cluster: {enabled: true, port: 5897, host: localhost}\ndemo: {enabled: false}";
        Map<String, String> environment = Map.of(
                "PELAGOS_HTTP_PORT",
                "0",
                "PELAGOS_POSTGRES_URL",
                postgres,
                "PELAGOS_REDIS_URL",
                redis.url(),
                "PELAGOS_DATA_DIR",
                dir.resolve("joined").toString(),
                "PELAGOS_MASTER_KEY",
                MASTER);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Config config = Config.parse("the test", yaml, environment);
        try (Server server = Server.start(config, new Engines(postgres, redis.url()), nowhere)) {
            assertThat(server.port()).isPositive();
        }
    }
}
