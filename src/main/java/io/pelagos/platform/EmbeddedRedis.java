package io.pelagos.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis, started from a binary on the class path. It runs as a daemon, so that Ctrl-C in the
 * terminal reaches the server only, which then closes what it needs in order. A Redis that a killed
 * server left behind is taken over with its data and scripts.
 */
public final class EmbeddedRedis implements EmbeddedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String VERSION = "7.0.15";
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 3;

    private final int port;
    private final Path dir;
    private final Path binary;
    private final String password;
    private volatile long pid;

    private EmbeddedRedis(Path dir, Path binary, int port, String password, long pid) {
        this.dir = dir;
        this.binary = binary;
        this.port = port;
        this.password = password;
        this.pid = pid;
    }

    /** Blocks until Redis answers. Throws {@link StartFailure}. */
    public static EmbeddedRedis start(Path dataDir) {
        Path dir = dataDir.toAbsolutePath().normalize().resolve("redis");
        try {
            Files.createDirectories(dir.resolve("bin"));
            Path binary = extract(dir.resolve("bin"));
            String password = EngineFiles.secret(dir.resolve("password"));
            return takeOverOrStart(dir, binary, password);
        } catch (IOException | UncheckedIOException e) {
            throw new StartFailure("cannot prepare Redis in " + dir + ": " + StartFailure.oneLine(e), e);
        }
    }

    private static EmbeddedRedis takeOverOrStart(Path dir, Path binary, String password) {
        // Whoever answers with our password on our port is ours.
        int kept = EngineFiles.number(dir.resolve("port"));
        long answering = RedisProbe.pid(kept, password);
        if (answering > 0) {
            LOG.info("Took over the Redis that runs in {}", dir);
            return new EmbeddedRedis(dir, binary, kept, password, answering);
        }
        long old = EngineFiles.number(dir.resolve("redis.pid"));
        if (EngineProcess.alive(old) && isOurs(old, binary)) {
            LOG.warn("The Redis that runs in {} does not answer: stopping it", dir);
            EngineProcess.stop(old, STOP);
        }
        for (int attempt = 1; ; attempt++) {
            int port = EngineFiles.freePort(dir.resolve("port"));
            long pid = launch(dir, binary, port, password);
            if (pid > 0) {
                return new EmbeddedRedis(dir, binary, port, password, pid);
            }
            if (attempt == ATTEMPTS) {
                throw doesNotStart(dir);
            }
        }
    }

    private static StartFailure doesNotStart(Path dir) {
        Path log = dir.resolve("redis.log");
        return new StartFailure("Redis does not start, see " + log + ": " + EngineFiles.lastLine(log));
    }

    @Override
    public boolean alive() {
        return EngineProcess.alive(pid);
    }

    /** It comes back empty, as every Redis of ours; the cells fill it again. */
    @Override
    public void revive() {
        long started = launch(dir, binary, port, password);
        if (started <= 0) {
            throw doesNotStart(dir);
        }
        pid = started;
    }

    /** The pid, 0 when it did not come up. */
    private static long launch(Path dir, Path binary, int port, String password) {
        Path conf = dir.resolve("redis.conf");
        EngineFiles.writePrivate(conf, settings(dir, port, password));
        dir.resolve("redis.pid").toFile().delete();
        EngineProcess.Result result = EngineProcess.run(List.of(binary.toString(), conf.toString()), dir, START);
        if (result.code() != 0) {
            throw new StartFailure("Redis does not start: " + result.lastLine());
        }
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            long pid = RedisProbe.pid(port, password);
            if (pid > 0) {
                return pid;
            }
            long daemon = EngineFiles.number(dir.resolve("redis.pid"));
            if (daemon > 0 && !EngineProcess.alive(daemon)) {
                return 0;
            }
            EngineProcess.pause(20);
        }
        return 0;
    }

    /** In a file and not on the command line, where everybody could read the password. */
    private static String settings(Path dir, int port, String password) {
        return """
                # Written at each start.
                bind 127.0.0.1
                port %d
                requirepass %s
                daemonize yes
                dir "%s"
                pidfile "%s"
                logfile "%s"
                # Redis holds nothing that PostgreSQL does not: nothing is saved, and nothing may be evicted.
                save ""
                appendonly no
                maxmemory-policy noeviction
                tcp-keepalive 60
                """.formatted(port, password, dir, dir.resolve("redis.pid"), dir.resolve("redis.log"));
    }

    private static boolean isOurs(long pid, Path binary) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> command.startsWith(binary.toString()))
                .orElse(false);
    }

    /** The program, unpacked into a folder. */
    static Path extract(Path bin) throws IOException {
        String name = "redis-server-" + VERSION + "-" + platform();
        URL resource = EmbeddedRedis.class.getResource("/" + name);
        if (resource == null) {
            throw new StartFailure(
                    "no Redis for " + platform() + " is inside: give the address of one with PELAGOS_REDIS_URL");
        }
        Path binary = bin.toRealPath().resolve(name);
        long size = resource.openConnection().getContentLengthLong();
        if (Files.exists(binary) && Files.size(binary) == size) {
            return binary;
        }
        Path temporary = bin.resolve(name + ".tmp");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(temporary, binary, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return binary;
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "darwin" : os)
                + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    default -> arch;
                };
    }

    /** {@code redis://:password@127.0.0.1:port} */
    @Override
    public String url() {
        return "redis://:" + password + "@127.0.0.1:" + port;
    }

    public long pid() {
        return pid;
    }

    /** Stops Redis, in at most 10 seconds. Its data is gone. */
    @Override
    public void close() {
        EngineProcess.stop(pid, STOP);
    }
}
