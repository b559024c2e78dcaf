package io.pelagos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open, closed in the other order when the process is told to end (Ctrl-C, SIGTERM), in bounded time. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
    private static final Duration EACH = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean ending;

    private Closing() {}

    static Closing atExit() {
        Closing closing = new Closing();
        Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "closing"));
        return closing;
    }

    /** Runs a start. What fails in it because the process is told to end meanwhile is no failure. */
    void start(Runnable steps) {
        try {
            steps.run();
        } catch (RuntimeException e) {
            if (!ending()) {
                throw e;
            }
            LOG.debug("the start was cut short", e);
        }
    }

    private synchronized boolean ending() {
        return ending;
    }

    /** Takes charge of what has just been opened; closes it at once when the process is ending already. */
    <T extends AutoCloseable> T add(T opened) {
        synchronized (this) {
            if (!ending) {
                open.push(opened);
                return opened;
            }
        }
        close(opened);
        return opened;
    }

    /** Until the process ends. */
    void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close() {
        for (AutoCloseable next = next(); next != null; next = next()) {
            AutoCloseable one = next;
            Thread worker = new Thread(() -> close(one), "closing-one");
            worker.setDaemon(true);
            worker.start();
            try {
                worker.join(EACH.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        closed.countDown();
    }

    private synchronized @Nullable AutoCloseable next() {
        ending = true;
        return open.poll();
    }

    private static void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.warn("could not close {} well", opened.getClass().getSimpleName(), e);
        }
    }
}
