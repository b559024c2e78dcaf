package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeoutException;

/**
 * Connects to PostgreSQL within a time limit. A connection that comes later is closed at once: nobody
 * waits for it any more, and while PostgreSQL stands still there may come many.
 */
public final class PgConnector {
    private final Vertx vertx;
    private final PgConnectOptions options;
    private final long withinMillis;

    /** @param withinMillis bounds the connecting, and each step of a {@link PgSession} */
    public PgConnector(Vertx vertx, PgConnectOptions options, long withinMillis) {
        this.vertx = vertx;
        this.options = options;
        this.withinMillis = withinMillis;
    }

    public Future<PgConnection> connect() {
        Promise<PgConnection> promise = Promise.promise();
        long timer = vertx.setTimer(
                withinMillis, t -> promise.tryFail(new TimeoutException("no connection to PostgreSQL in time")));
        PgConnection.connect(vertx, options).onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.failed()) {
                promise.tryFail(result.cause());
            } else if (!promise.tryComplete(result.result())) {
                result.result().close();
            }
        });
        return promise.future();
    }

    /** A new connection whose steps are bounded, too. */
    public Future<PgSession> session() {
        return connect().map(connection -> new PgSession(vertx, connection, withinMillis));
    }
}
