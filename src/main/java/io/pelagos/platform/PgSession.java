package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One connection to PostgreSQL, each of whose steps is bounded in time. A PostgreSQL that stands still
 * sends nothing, not even an end; so a step without an answer fails, and takes the connection with it,
 * whose state is unknown then.
 */
public final class PgSession implements PgSteps {
    private final Vertx vertx;
    private final PgConnection connection;
    private final long stepMillis;
    private volatile boolean closed;

    PgSession(Vertx vertx, PgConnection connection, long stepMillis) {
        this.vertx = vertx;
        this.connection = connection;
        this.stepMillis = stepMillis;
        connection.closeHandler(end -> closed = true);
        connection.exceptionHandler(e -> closed = true);
    }

    /** What the step throws is a failure like any other. */
    @Override
    public <T> Future<T> ask(Function<PgConnection, Future<T>> step) {
        if (closed) {
            return Future.failedFuture(new IOException("the connection to PostgreSQL is closed"));
        }
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(stepMillis, t -> {
            if (!promise.future().isComplete()) {
                // First: who hears of the failure must not use the connection, nor wait for its end.
                closed = true;
                promise.tryFail(new TimeoutException("no answer from PostgreSQL in time"));
                connection.close();
            }
        });
        answer(step).onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                if (lost(result.cause())) {
                    close();
                }
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }

    private <T> Future<T> answer(Function<PgConnection, Future<T>> step) {
        try {
            return step.apply(connection);
        } catch (Throwable e) {
            // Whatever it is, the connection must come back to whoever lent it.
            return Future.failedFuture(e);
        }
    }

    /**
     * Whether another connection may do better: broken, or (by SQLSTATE) in a state that it should not be
     * in, without resources, or with a server that goes down. A statement that took too long (57014)
     * leaves the connection well.
     */
    private static boolean lost(Throwable failure) {
        if (failure instanceof PgException error && error.getSqlState() != null) {
            String state = error.getSqlState();
            return switch (state.substring(0, 2)) {
                case "08", "25", "53", "58" -> true;
                default -> state.startsWith("57P");
            };
        }
        return failure instanceof VertxException || failure instanceof IOException;
    }

    public boolean usable() {
        return !closed;
    }

    /**
     * Ends the connection; the future tells that PostgreSQL has ended its side, too, behind what was sent
     * before. A PostgreSQL that did not answer in time is not waited for again, and none longer than a step.
     */
    @Override
    public Future<Void> close() {
        boolean lost = closed;
        closed = true;
        Future<Void> end = connection.close();
        return lost
                ? Future.succeededFuture()
                : end.timeout(stepMillis, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
