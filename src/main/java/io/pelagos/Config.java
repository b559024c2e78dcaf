package io.pelagos;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pelagos.channel.JsonBody;
import io.pelagos.platform.AddressGuard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code conf/pelagos.yaml}, where each is explained. An engine whose {@code url} is
 * empty is embedded.
 */
public record Config(
        Http http,
        Path dataDir,
        Postgres postgres,
        Redis redis,
        int cells,
        Road road,
        Intake intake,
        Imports imports,
        DeadLetters deadLetters,
        RateLimits rateLimits,
        KeyRotation keyRotation,
        int watchMillis,
        SignIn signIn,
        Outgoing outgoing,
        Smtp smtp,
        Live live,
        Metrics metrics,
        Tracing tracing,
        Log log,
        Cluster cluster,
        @Nullable String masterKey,
        Demo demo,
        @Nullable String bootstrapToken) {
    private static final Path USUAL = Path.of("conf", "pelagos.yaml");
    private static final int MASTER_KEY_CHARACTERS_MIN = 32;
    private static final int DAY_MILLIS = 86_400_000;
    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9.\\[\\]:-]+(:[0-9]{1,5})?(/[!-~]*)?");
    private static final Pattern PUBLIC_URL = Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?");

    /** Environment variables and the keys that they win over. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("PELAGOS_HTTP_PORT", "http.port"),
            Map.entry("PELAGOS_HTTP_HOST", "http.host"),
            Map.entry("PELAGOS_HTTP_DRAIN_SECONDS", "http.drain_seconds"),
            Map.entry("PELAGOS_DATA_DIR", "data_dir"),
            Map.entry("PELAGOS_POSTGRES_URL", "postgres.url"),
            Map.entry("PELAGOS_REDIS_URL", "redis.url"),
            Map.entry("PELAGOS_BOOTSTRAP_TOKEN", "bootstrap_token"),
            Map.entry("PELAGOS_DEMO_TRAFFIC", "demo.traffic"),
            Map.entry("PELAGOS_CLUSTER", "cluster.enabled"),
            Map.entry("PELAGOS_MASTER_KEY", "master_key"),
            Map.entry("PELAGOS_SMTP_PASSWORD", "smtp.password"),
            Map.entry("PELAGOS_LOG_FORMAT", "log.format"),
            Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "tracing.endpoint"));

    public record Http(
            String host,
            int port,
            int bodyLimitBytes,
            int hookBodyLimitBytes,
            int bodiesMaxBytes,
            int idleTimeoutSeconds,
            int bodyTimeoutSeconds,
            int drainSeconds,
            String publicUrl,
            boolean trustForwarded,
            @Nullable Tls tls) {}

    /** Files in PEM form; the certificate's holds its chain. */
    public record Tls(String certificate, String key) {}

    public record Postgres(String url, int statementTimeoutMillis, int poolSize) {
        public boolean embedded() {
            return url.isEmpty();
        }
    }

    public record Redis(String url) {
        public boolean embedded() {
            return url.isEmpty();
        }
    }

    public record Road(
            int maxInFlight,
            int batchMax,
            int outboxMax,
            int outboxMaxAgeMillis,
            int busyRetryMillis,
            int sweepAfterMillis,
            int scrubLeadsPerSecond,
            int requestTimeoutMillis) {}

    public record Intake(int batchMax, int maxWaiting, int maxWaitingBytes, int maxWaitMillis) {}

    public record Imports(String dir, int maxBytes, int uploadsMax) {}

    /** Of one address; 0: any number. */
    public record RateLimits(
            int addressPerSecond,
            int addressBurst,
            int hookPerSecond,
            int hookBurst,
            int unknownPerSecond,
            int unknownBurst,
            boolean loopback) {}

    public record DeadLetters(int maxPerChannel, int keepDays) {}

    public record SignIn(int hashesAtOnce, int hashesWaitingMax) {}
    /**
     * The pauses of a rotation of keys.
     *
     * @param spreadMillis before a new key seals
     * @param drainMillis before it is looked for what is left under the old one
     */
    public record KeyRotation(int spreadMillis, int drainMillis) {}

    /** @param allowedNetworks such as {@code 10.1.0.0/16}: called though they are private */
    public record Outgoing(
            boolean allowPrivate,
            List<String> allowedNetworks,
            boolean allowHttp,
            int timeoutMillis,
            int maxInFlight,
            int maxInFlightEach,
            int maxPending) {}

    /**
     * Where alerts are mailed from.
     *
     * @param host empty: no mail is sent
     * @param tls none, starttls or tls
     */
    public record Smtp(String host, int port, String tls, String user, String password, String from) {}

    public record Live(
            int streamsMax, int tenantStreamsMax, int principalStreamsMax, int pendingMax, int stalledSecondsMax) {}

    /** @param channelsMax channels that have series of their own */
    public record Metrics(int channelsMax) {}

    /**
     * Where traces go.
     *
     * @param endpoint of OTLP over HTTP; empty: there are none
     * @param samplePercent of the traces that begin here which are kept
     */
    public record Tracing(String endpoint, int samplePercent) {}

    /** @param format text or json, one object a line */
    public record Log(String format) {
        boolean json() {
            return format.equals("json");
        }
    }

    public record Cluster(boolean enabled, String host, int port, List<String> members) {}

    /** @param trafficSpeed so many times as fast as people are */
    public record Demo(boolean enabled, Path file, boolean traffic, int trafficSpeed) {}

    /**
     * Reads, checks and completes the settings. Throws {@link BadConfig}.
     *
     * @param file null: {@code conf/pelagos.yaml} if it exists, else the defaults
     * @param environment variables, of which those of Pelagos win over the file
     */
    public static Config load(@Nullable Path file, Map<String, String> environment) {
        if (file == null) {
            return Files.exists(USUAL) ? load(USUAL, environment) : parse("the defaults", defaults(), environment);
        }
        try {
            return parse(file.toString(), Files.readString(file), environment);
        } catch (IOException e) {
            throw new BadConfig(
                    "cannot read the configuration " + file + (Files.exists(file) ? "" : ": there is no such file"));
        }
    }

    private static String defaults() {
        try (InputStream in = Config.class.getResourceAsStream("/conf/pelagos.yaml")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws {@link BadConfig}, which names where the bad value came from: the file or the variable. */
    static Config parse(String name, String yaml, Map<String, String> environment) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        JsonNode root;
        try {
            root = mapper.readTree(yaml);
        } catch (JsonProcessingException e) {
            String what = e.getOriginalMessage().lines().findFirst().orElse("").strip();
            throw new BadConfig(name + " is not YAML, line " + e.getLocation().getLineNr() + ": " + what);
        }
        Map<String, String> overrides = new HashMap<>();
        Map<String, String> sources = new HashMap<>();
        VARIABLES.forEach((variable, key) -> {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                overrides.put(key, value);
                sources.put(key, variable);
            }
        });
        try {
            return read(new ConfigNode("", root == null ? MissingNode.getInstance() : root, overrides));
        } catch (BadConfig e) {
            String message = String.valueOf(e.getMessage());
            String variable = sources.get(message.replaceFirst(":.*$", ""));
            throw new BadConfig((variable == null ? name : variable) + ": " + message);
        }
    }

    private static Config read(ConfigNode root) {
        Config config = new Config(
                http(root.section("http")),
                Path.of(notEmpty(root, "data_dir", "data")),
                postgres(root.section("postgres")),
                redis(root.section("redis")),
                root.number("cells", 16, 1, 4_096),
                road(root.section("road")),
                intake(root.section("intake")),
                imports(root.section("imports")),
                deadLetters(root.section("dead_letters")),
                rateLimits(root.section("rate_limits")),
                keyRotation(root.section("key_rotation")),
                root.number("watch_millis", 5_000, 50, DAY_MILLIS),
                signIn(root.section("sign_in")),
                outgoing(root.section("outgoing")),
                smtp(root.section("smtp")),
                live(root.section("live")),
                metrics(root.section("metrics")),
                tracing(root.section("tracing")),
                log(root.section("log")),
                cluster(root.section("cluster")),
                masterKey(root),
                demo(root.section("demo")),
                orNull(root.text("bootstrap_token", "")));
        root.refuseOthers();
        return config;
    }

    private static Http http(ConfigNode node) {
        Http http = new Http(
                notEmpty(node, "host", "127.0.0.1"),
                node.number("port", 8_080, 0, 65_535),
                node.number("body_limit_bytes", 65_536, 1_024, 1 << 24),
                node.number("hook_body_limit_bytes", JsonBody.BYTES_MAX, 1_024, JsonBody.BYTES_MAX),
                node.number("bodies_max_bytes", 1 << 26, 1 << 20, 1 << 30),
                node.number("idle_timeout_seconds", 120, 1, 3_600),
                node.number("body_timeout_seconds", 10, 1, 600),
                node.number("drain_seconds", 10, 0, 600),
                publicUrl(node),
                node.flag("trust_forwarded", false),
                tls(node.section("tls")));
        node.refuseOthers();
        return http;
    }

    private static String publicUrl(ConfigNode node) {
        String url = node.text("public_url", "").strip();
        if (!url.isEmpty() && !PUBLIC_URL.matcher(url).matches()) {
            throw node.bad("public_url", "must be https:// or http://, a host and perhaps a port, and no more");
        }
        return url;
    }

    private static @Nullable Tls tls(ConfigNode node) {
        Tls tls = new Tls(
                node.text("certificate", "").strip(), node.text("key", "").strip());
        node.refuseOthers();
        if (tls.certificate.isEmpty() != tls.key.isEmpty()) {
            throw node.bad(tls.key.isEmpty() ? "key" : "certificate", "is needed with the other");
        }
        return tls.certificate.isEmpty() ? null : tls;
    }

    private static SignIn signIn(ConfigNode node) {
        SignIn signIn =
                new SignIn(node.number("hashes_at_once", 2, 1, 64), node.number("hashes_waiting_max", 256, 0, 10_000));
        node.refuseOthers();
        return signIn;
    }

    private static Postgres postgres(ConfigNode node) {
        Postgres postgres = new Postgres(
                node.text("url", "").strip(),
                node.number("statement_timeout_millis", 10_000, 100, 600_000),
                node.number("pool_size", 4, 1, 64));
        node.refuseOthers();
        return postgres;
    }

    private static Redis redis(ConfigNode node) {
        Redis redis = new Redis(node.text("url", "").strip());
        node.refuseOthers();
        return redis;
    }

    private static Road road(ConfigNode node) {
        Road road = new Road(
                node.number("max_in_flight", 4_096, 1, 1_000_000),
                node.number("batch_max", 512, 1, 4_096),
                node.number("outbox_max", 20_000, 1, 1_000_000),
                node.number("outbox_max_age_millis", 2_000, 100, DAY_MILLIS),
                node.number("busy_retry_millis", 1_000, 0, 10_000),
                node.number("sweep_after_millis", 3_000, 100, DAY_MILLIS),
                node.number("scrub_leads_per_second", 1_000, 0, 1_000_000),
                node.number("request_timeout_millis", 10_000, 100, 600_000));
        node.refuseOthers();
        return road;
    }

    private static Intake intake(ConfigNode node) {
        Intake intake = new Intake(
                node.number("batch_max", 512, 1, 1_000),
                node.number("max_waiting", 8_192, 1, 1_000_000),
                node.number("max_waiting_bytes", 1 << 26, 1 << 20, 1 << 30),
                node.number("max_wait_millis", 5_000, 100, 600_000));
        node.refuseOthers();
        return intake;
    }

    private static Imports imports(ConfigNode node) {
        Imports imports = new Imports(
                node.text("dir", "").strip(),
                node.number("max_bytes", 1 << 29, 1 << 16, Integer.MAX_VALUE),
                node.number("uploads_max", 2, 1, 64));
        node.refuseOthers();
        return imports;
    }

    private static Outgoing outgoing(ConfigNode node) {
        Outgoing outgoing = new Outgoing(
                node.flag("allow_private", false),
                node.texts("allowed_networks"),
                node.flag("allow_http", false),
                node.number("timeout_millis", 10_000, 100, 60_000),
                node.number("max_in_flight", 128, 1, 10_000),
                node.number("max_in_flight_each", 16, 1, 1_000),
                node.number("max_pending", 10_000, 1, 1_000_000));
        try {
            new AddressGuard(outgoing.allowPrivate, outgoing.allowedNetworks);
        } catch (IllegalArgumentException e) {
            throw node.bad("allowed_networks", String.valueOf(e.getMessage()));
        }
        node.refuseOthers();
        return outgoing;
    }

    private static Smtp smtp(ConfigNode node) {
        Smtp smtp = new Smtp(
                node.text("host", "").strip(),
                node.number("port", 587, 1, 65_535),
                node.text("tls", "starttls").strip(),
                node.text("user", "").strip(),
                node.text("password", ""),
                node.text("from", "").strip());
        node.refuseOthers();
        if (!List.of("none", "starttls", "tls").contains(smtp.tls)) {
            throw node.bad("tls", "must be none, starttls or tls");
        }
        if (!smtp.host.isEmpty() && !smtp.from.contains("@")) {
            throw node.bad("from", "must be an address such as pelagos@example.com");
        }
        if (!smtp.user.isEmpty() && smtp.password.isEmpty()) {
            throw node.bad("password", "is needed with the user");
        }
        return smtp;
    }

    private static Live live(ConfigNode node) {
        Live live = new Live(
                node.number("streams_max", 4_096, 0, 100_000),
                node.number("tenant_streams_max", 4_096, 0, 100_000),
                node.number("principal_streams_max", 2_500, 0, 100_000),
                node.number("pending_max", 1_000, 1, 100_000),
                node.number("stalled_seconds_max", 30, 1, 3_600));
        node.refuseOthers();
        return live;
    }

    private static Metrics metrics(ConfigNode node) {
        Metrics metrics = new Metrics(node.number("channels_max", 200, 0, 10_000));
        node.refuseOthers();
        return metrics;
    }

    private static Tracing tracing(ConfigNode node) {
        Tracing tracing = new Tracing(node.text("endpoint", "").strip(), node.number("sample_percent", 10, 0, 100));
        if (!tracing.endpoint.isEmpty() && !ENDPOINT.matcher(tracing.endpoint).matches()) {
            throw node.bad("endpoint", "must be https:// or http://, a host, and perhaps a port and a path");
        }
        node.refuseOthers();
        return tracing;
    }

    private static Log log(ConfigNode node) {
        Log log = new Log(node.text("format", "text").strip());
        if (!List.of("text", "json").contains(log.format)) {
            throw node.bad("format", "must be text or json");
        }
        node.refuseOthers();
        return log;
    }

    private static DeadLetters deadLetters(ConfigNode node) {
        DeadLetters letters = new DeadLetters(
                node.number("max_per_channel", 1_000, 1, 100_000), node.number("keep_days", 30, 1, 3_660));
        node.refuseOthers();
        return letters;
    }

    private static RateLimits rateLimits(ConfigNode node) {
        RateLimits limits = new RateLimits(
                node.number("address_per_second", 0, 0, 100_000),
                node.number("address_burst", 200, 1, 1_000_000),
                node.number("hook_per_second", 0, 0, 100_000),
                node.number("hook_burst", 2_000, 1, 1_000_000),
                node.number("unknown_per_second", 10, 0, 100_000),
                node.number("unknown_burst", 200, 1, 1_000_000),
                node.flag("loopback", false));
        node.refuseOthers();
        return limits;
    }

    /** Longer than a node may be behind and still answer. */
    private static KeyRotation keyRotation(ConfigNode node) {
        KeyRotation pauses = new KeyRotation(
                node.number("spread_millis", 5_000, 1_500, 600_000),
                node.number("drain_millis", 30_000, 1_500, 3_600_000));
        node.refuseOthers();
        return pauses;
    }

    private static Cluster cluster(ConfigNode node) {
        Cluster cluster = new Cluster(
                node.flag("enabled", false),
                notEmpty(node, "host", "127.0.0.1"),
                node.number("port", 5_701, 1, 65_535),
                node.texts("members"));
        node.refuseOthers();
        return cluster;
    }

    private static Demo demo(ConfigNode node) {
        Demo demo = new Demo(
                node.flag("enabled", true),
                Path.of(notEmpty(node, "file", "conf/demo.yaml")),
                node.flag("traffic", false),
                node.number("traffic_speed", 1, 1, 100));
        node.refuseOthers();
        return demo;
    }

    private static @Nullable String masterKey(ConfigNode root) {
        String key = root.text("master_key", "");
        if (!key.isEmpty() && key.codePointCount(0, key.length()) < MASTER_KEY_CHARACTERS_MIN) {
            throw root.bad("master_key", "must have at least " + MASTER_KEY_CHARACTERS_MIN + " characters");
        }
        return orNull(key);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String notEmpty(ConfigNode node, String key, String byDefault) {
        String text = node.text(key, byDefault);
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw node.bad(key, "must not be empty");
        }
        return text.strip();
    }

    /** How long a node that is to stop serves on. Not at all with an engine out of the jar: there is no other to go to. */
    long drainMillis() {
        return postgres.embedded() || redis.embedded() ? 0 : http.drainSeconds * 1_000L;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Config[" + http + ", " + dataDir + ", " + cells + " cells, " + road + ", " + intake + ", " + imports
                + ", " + outgoing + ", " + live + ", " + cluster + ", " + demo + "]";
    }
}
