package io.pelagos;

import io.pelagos.platform.DataDir;
import io.pelagos.platform.EmbeddedEngine;
import io.pelagos.platform.EmbeddedPostgres;
import io.pelagos.platform.EmbeddedRedis;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of the two engines, of which those without one in the configuration are embedded and ours to stop. */
public final class Engines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS_MAX = 30_000;

    private @Nullable DataDir dataDir;
    /** Name to engine, in the order in which they were started. */
    private final Map<String, EmbeddedEngine> embedded = new LinkedHashMap<>();

    /** Whether each is alive, as last seen. */
    private final Map<String, Boolean> alive = new ConcurrentHashMap<>();

    private volatile boolean closed;
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
            EmbeddedPostgres postgres = EmbeddedPostgres.start(dir);
            embedded.put("PostgreSQL", postgres);
            alive.put("PostgreSQL", true);
            postgresUrl = postgres.url();
        }
        if (redisUrl.isEmpty()) {
            progress.println("Starting Redis in " + dir.resolve("redis") + " …");
            EmbeddedRedis redis = EmbeddedRedis.start(dir);
            embedded.put("Redis", redis);
            alive.put("Redis", true);
            redisUrl = redis.url();
        }
    }

    public synchronized String postgresUrl() {
        return postgresUrl;
    }

    public synchronized String redisUrl() {
        return redisUrl;
    }

    /** The embedded ones by name, and whether each was alive when it was looked at last, which is about a second ago. */
    Map<String, Boolean> alive() {
        return alive;
    }

    /** From now on, what dies is started again, as its operator would. On a thread of its own, until closed. */
    void keepAlive() {
        Thread watch = new Thread(this::watch, "engines");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        long pauseMillis = LOOK_MILLIS;
        while (!closed) {
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                return;
            }
            pauseMillis = reviveTheDead() ? LOOK_MILLIS : Math.min(2 * pauseMillis, PATIENCE_MILLIS_MAX);
        }
    }

    /** False when one cannot be started now. */
    private synchronized boolean reviveTheDead() {
        boolean all = true;
        for (Map.Entry<String, EmbeddedEngine> engine : embedded.entrySet()) {
            try {
                if (closed || engine.getValue().alive()) {
                    continue;
                }
                alive.put(engine.getKey(), false);
                LOG.warn("{} has died; starting it again", engine.getKey());
                engine.getValue().revive();
                alive.put(engine.getKey(), true);
                LOG.info("{} runs again", engine.getKey());
            } catch (RuntimeException e) {
                all = false;
                LOG.error("{} cannot be started again now: {}", engine.getKey(), e.getMessage());
            }
        }
        return all;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            List<EmbeddedEngine> lastFirst = new ArrayList<>(embedded.values());
            Collections.reverse(lastFirst);
            lastFirst.forEach(EmbeddedEngine::close);
            if (dataDir != null) {
                dataDir.close();
            }
        }
    }
}
