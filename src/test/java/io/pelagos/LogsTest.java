package io.pelagos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.TestEngines;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process writes to its standard error, from its start to its end. */
class LogsTest {
    @TempDir
    Path dir;

    private List<String> log(Map<String, String> more) throws IOException, InterruptedException {
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir.resolve("redis"))) {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "PELAGOS_HTTP_PORT", "0",
                    "PELAGOS_POSTGRES_URL", TestEngines.postgresUrl(),
                    "PELAGOS_REDIS_URL", redis.url(),
                    "PELAGOS_DATA_DIR", dir.resolve("data").toString()));
            environment.putAll(more);
            Path config = Files.writeString(dir.resolve("pelagos.yaml"), "demo: {enabled: false}");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "--config",
                    config.toString()));
            builder.environment().putAll(environment);
            Path out = dir.resolve("out");
            Path err = dir.resolve("err");
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                TestNode.eventually(
                        "it is ready", () -> !process.isAlive() || text(out).contains("Pelagos is ready"));
                assertThat(process.isAlive()).as(text(err)).isTrue();
                process.destroy();
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            return text(err).lines().toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_line_is_one_object_when_that_is_wanted() throws Exception {
        List<String> lines = log(Map.of("PELAGOS_LOG_FORMAT", "json"));
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonObject entry = new JsonObject(line);
            assertThat(entry.getString("level")).isIn("INFO", "WARN", "ERROR");
            assertThat(entry.getLong("timestamp")).isPositive();
            assertThat(entry.getString("loggerName")).isNotBlank();
            assertThat(entry.getString("formattedMessage")).isNotBlank();
        }
        assertThat(lines).anyMatch(line -> line.contains("PELAGOS_MASTER_KEY is not set"));
    }

    @Test
    void lines_are_text_unless_said_otherwise() throws Exception {
        assertThat(log(Map.of()))
                .isNotEmpty()
                .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO|WARN) .*"));
    }
}
