package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One held connection to PostgreSQL that pipelines. It connects when it is asked for and not there; a
 * connection that broke is not given out again.
 */
public final class PgLink {
    private final Vertx vertx;
    private final PgConnectOptions options;
    private final long answerMillis;
    private @Nullable Future<PgConnection> current;
    private boolean closed;

    public PgLink(Vertx vertx, PgConnectOptions options, long answerMillis) {
        this.vertx = vertx;
        this.options = options;
        this.answerMillis = answerMillis;
    }

    public Future<PgConnection> get() {
        if (closed) {
            return Future.failedFuture(new IOException("closed"));
        }
        Future<PgConnection> known = current;
        if (known != null) {
            return known;
        }
        Future<PgConnection> fresh = within(PgConnection.connect(vertx, options), "no connection in time");
        current = fresh;
        fresh.onComplete(result -> {
            if (result.failed()) {
                forget(fresh);
            } else {
                result.result().closeHandler(end -> forget(fresh));
                result.result().exceptionHandler(e -> forget(fresh));
            }
        });
        return fresh;
    }

    /** Fails a future that does not complete in time, and gives the connection up: its state is unknown. */
    public <T> Future<T> within(Future<T> work, String otherwise) {
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(answerMillis, t -> {
            if (promise.tryFail(new TimeoutException(otherwise))) {
                drop();
            }
        });
        work.onComplete(result -> {
            vertx.cancelTimer(timer);
            if (result.succeeded()) {
                promise.tryComplete(result.result());
            } else {
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }

    /** Gives the connection up; the next one who asks gets a new one. */
    public void drop() {
        Future<PgConnection> known = current;
        current = null;
        if (known != null) {
            known.onSuccess(PgConnection::close);
        }
    }

    public Future<Void> close() {
        closed = true;
        Future<PgConnection> known = current;
        current = null;
        return known == null
                ? Future.succeededFuture()
                : known.compose(PgConnection::close).otherwiseEmpty();
    }

    private void forget(Future<PgConnection> which) {
        if (current == which) {
            current = null;
        }
    }
}
