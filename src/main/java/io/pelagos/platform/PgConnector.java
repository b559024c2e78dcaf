package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects to PostgreSQL within a time limit. A connection that comes later is closed at once: nobody
 * waits for it any more, and while PostgreSQL stands still there may come many.
 */
public final class PgConnector {
    /** Null of a standby; else the timeline of a primary's log, in hexadecimal. */
    private static final String TIMELINE = "select case when not pg_is_in_recovery()"
            + " then substring(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end";

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final long withinMillis;

    /** @param withinMillis bounds the connecting, and each step of a {@link PgSession} */
    public PgConnector(Vertx vertx, PgConnectOptions options, long withinMillis) {
        this.vertx = vertx;
        this.options = options;
        this.withinMillis = withinMillis;
    }

    /** Of several servers to the primary. */
    public Future<PgConnection> connect() {
        if (options instanceof PgServerOptions several && several.servers().several()) {
            Iterator<PgServers.Server> inTurn = several.servers().inTurn().iterator();
            return next(
                    several, inTurn, withinMillis / several.servers().inTurn().size(), null);
        }
        return within(withinMillis, () -> PgConnection.connect(vertx, options));
    }

    private Future<PgConnection> next(
            PgServerOptions several, Iterator<PgServers.Server> inTurn, long eachMillis, @Nullable Throwable before) {
        if (!inTurn.hasNext()) {
            return Future.failedFuture(before);
        }
        PgServers.Server server = inTurn.next();
        return within(eachMillis, () -> PgConnection.connect(vertx, several.at(server))
                        .compose(connection -> primary(connection, several.servers(), server)))
                .recover(failure -> next(several, inTurn, eachMillis, failure));
    }

    private static Future<PgConnection> primary(PgConnection connection, PgServers servers, PgServers.Server server) {
        return connection
                .query(TIMELINE)
                .execute()
                .map(rows -> rows.iterator().next().getString(0))
                .map(timeline -> timeline != null && servers.isPrimary(server, Long.parseLong(timeline, 16)))
                .compose(primary -> primary
                        ? Future.succeededFuture(connection)
                        : Future.failedFuture(new IOException("PostgreSQL at " + server.address()
                                + " is a standby, or was the primary before another was promoted")))
                .onFailure(useless -> connection.close());
    }

    private Future<PgConnection> within(long millis, Supplier<Future<PgConnection>> connecting) {
        Promise<PgConnection> promise = Promise.promise();
        long timer = vertx.setTimer(
                millis, t -> promise.tryFail(new TimeoutException("no connection to PostgreSQL in time")));
        connecting.get().onComplete(result -> {
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
