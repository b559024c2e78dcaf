package io.pelagos;

import io.pelagos.platform.DataDir;
import io.pelagos.platform.EmbeddedPostgres;
import io.pelagos.platform.EmbeddedRedis;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The addresses of the two engines, of which those without one in the configuration are embedded and ours to stop. */
public final class Engines implements AutoCloseable {
    private @Nullable DataDir dataDir;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable EmbeddedRedis redis;
    private String postgresUrl;
    private String redisUrl;

    /** Empty addresses: embedded. Nothing is started yet. */
    Engines(String postgresUrl, String redisUrl) {
        this.postgresUrl = postgresUrl;
        this.redisUrl = redisUrl;
    }

    /**
     * Blocks until both can be used. Throws {@code StartFailure}; what runs by then is stopped by
     * {@link #close}, which waits for us when somebody presses Ctrl-C meanwhile.
     *
     * @param progress gets a line before each step that takes its time
     */
    synchronized void start(Path dir, PrintStream progress) {
        if (postgresUrl.isEmpty() || redisUrl.isEmpty()) {
            dataDir = DataDir.lock(dir);
        }
        if (postgresUrl.isEmpty()) {
            progress.println("Starting PostgreSQL in " + dir.resolve("postgres") + " …");
            postgres = EmbeddedPostgres.start(dir);
            postgresUrl = postgres.url();
        }
        if (redisUrl.isEmpty()) {
            progress.println("Starting Redis in " + dir.resolve("redis") + " …");
            redis = EmbeddedRedis.start(dir);
            redisUrl = redis.url();
        }
    }

    public synchronized String postgresUrl() {
        return postgresUrl;
    }

    public synchronized String redisUrl() {
        return redisUrl;
    }

    @Override
    public synchronized void close() {
        if (redis != null) {
            redis.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (dataDir != null) {
            dataDir.close();
        }
    }
}
