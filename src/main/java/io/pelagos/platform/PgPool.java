package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A few connections for work that must not share one: transactions, and statements that may take long.
 * Unlike the client's own pool it bounds the work, too, and closes a connection whose work took too
 * long instead of giving it to the next. May be called from any thread.
 */
public final class PgPool {
    private static final int WAITING_MAX = 10_000;

    private final Vertx vertx;
    private final PgConnector connector;
    private final Tracing tracing;
    private final String name;
    private final int size;
    private final long withinMillis;
    private final Deque<PgSession> idle = new ArrayDeque<>();
    private final Deque<Promise<PgSession>> waiting = new ArrayDeque<>();
    private int open;
    private boolean closed;

    /** @param withinMillis bounds the wait for a connection, the connecting, and the work, each */
    public PgPool(Vertx vertx, PgConnectOptions options, int size, long withinMillis) {
        this(vertx, options, size, withinMillis, Tracing.off(), "");
    }

    /**
     * Likewise, in traces.
     *
     * @param name what it is for, as they name it
     */
    public PgPool(Vertx vertx, PgConnectOptions options, int size, long withinMillis, Tracing tracing, String name) {
        this.tracing = tracing;
        this.name = name;
        this.vertx = vertx;
        this.connector = new PgConnector(vertx, options, withinMillis);
        this.size = size;
        this.withinMillis = withinMillis;
    }

    /** Does some work on a connection that nobody else uses meanwhile. */
    public <T> Future<T> use(Function<PgConnection, Future<T>> work) {
        return tracing.on() ? tracing.call("postgresql", name, () -> used(work)) : used(work);
    }

    private <T> Future<T> used(Function<PgConnection, Future<T>> work) {
        return take().compose(session -> session.ask(work).onComplete(done -> giveBack(session)));
    }

    /** Does some work in one transaction, which is rolled back when the work throws or fails. */
    public <T> Future<T> transaction(Function<PgConnection, Future<T>> work) {
        return use(connection -> connection.begin().compose(transaction -> Future.succeededFuture()
                .compose(begun -> work.apply(connection))
                .compose(result -> transaction.commit().map(result))
                .recover(failure -> transaction
                        .rollback()
                        // Without an end of the transaction the connection is of no use to the next.
                        .onFailure(e -> connection.close())
                        .transform(done -> Future.failedFuture(failure)))));
    }

    /**
     * How full it is.
     *
     * @param open connections, idle ones among them
     * @param waiting who waits for one
     */
    public record Fill(int open, int idle, int waiting, int size) {}

    public synchronized Fill fill() {
        return new Fill(open, idle.size(), waiting.size(), size);
    }

    private Future<PgSession> take() {
        Promise<PgSession> promise = Promise.promise();
        synchronized (this) {
            if (closed) {
                return Future.failedFuture(new IOException("closed"));
            }
            PgSession session = nextIdle();
            if (session != null) {
                return Future.succeededFuture(session);
            }
            if (open >= size) {
                return wait(promise);
            }
            open++;
        }
        connect(promise);
        return promise.future();
    }

    private Future<PgSession> wait(Promise<PgSession> promise) {
        if (waiting.size() >= WAITING_MAX) {
            return Future.failedFuture(new IOException("too many wait for a connection to PostgreSQL"));
        }
        waiting.add(promise);
        long timer = vertx.setTimer(withinMillis, t -> {
            if (forget(promise)) {
                promise.fail(new TimeoutException("no connection to PostgreSQL became free in time"));
            }
        });
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private @Nullable PgSession nextIdle() {
        PgSession session = idle.poll();
        while (session != null && !session.usable()) {
            open--;
            session = idle.poll();
        }
        return session;
    }

    private void connect(Promise<PgSession> promise) {
        connector.session().onComplete(result -> {
            if (result.succeeded()) {
                promise.complete(result.result());
            } else {
                promise.fail(result.cause());
                lost();
            }
        });
    }

    private void giveBack(PgSession session) {
        Promise<PgSession> next = null;
        synchronized (this) {
            if (session.usable() && !closed) {
                next = waiting.poll();
                if (next == null) {
                    idle.push(session);
                    return;
                }
            }
        }
        if (next != null) {
            next.complete(session);
        } else {
            session.close();
            lost();
        }
    }

    /** A connection is gone: the next in line gets a new one. */
    private void lost() {
        Promise<PgSession> next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                open--;
            }
        }
        if (next != null) {
            connect(next);
        }
    }

    private synchronized boolean forget(Promise<PgSession> promise) {
        return waiting.remove(promise);
    }

    /** What is under way ends by itself. */
    public Future<Void> close() {
        List<PgSession> sessions;
        synchronized (this) {
            closed = true;
            sessions = new ArrayList<>(idle);
            idle.clear();
        }
        return Future.join(sessions.stream().map(PgSession::close).toList())
                .otherwiseEmpty()
                .mapEmpty();
    }
}
