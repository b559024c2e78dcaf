package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.util.function.Function;

/** PostgreSQL, asked step by step over one connection that pipelines. */
public interface PgSteps {
    /**
     * Does one step; it may be sent before the steps of others have been answered. Fails when no answer comes in time:
     * what was asked may have happened then.
     */
    <T> Future<T> ask(Function<PgConnection, Future<T>> step);

    /** Ends the connection. */
    Future<Void> close();
}
