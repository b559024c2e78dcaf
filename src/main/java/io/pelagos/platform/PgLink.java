package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One held connection to PostgreSQL that pipelines. It connects when it is asked and not connected; a
 * connection that broke, or did not answer in time, is not used again. May be called from any thread.
 */
public final class PgLink implements PgSteps {
    private final PgConnector connector;
    private final Tracing tracing;
    private final String name;
    private @Nullable Future<PgSession> current;
    private boolean closed;

    /** @param answerMillis bounds the connecting, and each step */
    public PgLink(Vertx vertx, PgConnectOptions options, long answerMillis) {
        this(vertx, options, answerMillis, Tracing.off(), "");
    }

    /**
     * Likewise, in traces.
     *
     * @param name what it is for, as they name it
     */
    public PgLink(Vertx vertx, PgConnectOptions options, long answerMillis, Tracing tracing, String name) {
        this.connector = new PgConnector(vertx, options, answerMillis);
        this.tracing = tracing;
        this.name = name;
    }

    @Override
    public <T> Future<T> ask(Function<PgConnection, Future<T>> step) {
        return tracing.on()
                ? tracing.call("postgresql", name, () -> session().compose(session -> session.ask(step)))
                : session().compose(session -> session.ask(step));
    }

    /** Whether its connection is there; one that nobody has asked for is not. */
    public synchronized boolean up() {
        Future<PgSession> known = current;
        return known != null && known.succeeded() && known.result().usable();
    }

    private synchronized Future<PgSession> session() {
        if (closed) {
            return Future.failedFuture(new IOException("closed"));
        }
        Future<PgSession> known = current;
        boolean over = known != null
                && (known.failed() || (known.succeeded() && !known.result().usable()));
        if (known == null || over) {
            known = connector.session();
            current = known;
        }
        return known;
    }

    @Override
    public synchronized Future<Void> close() {
        closed = true;
        Future<PgSession> known = current;
        current = null;
        return known == null
                ? Future.succeededFuture()
                : known.compose(PgSession::close).otherwiseEmpty();
    }
}
