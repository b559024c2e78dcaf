package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One held connection to Redis, on which requests go in order without waiting for each other. When it
 * breaks, requests fail at once and it connects again with growing pauses; each new connection is
 * checked before it is used. A request without an answer for {@code answerMillis} breaks it too.
 */
public final class RedisLink implements RedisRequests {
    private static final long PAUSE_MIN_MILLIS = 20;
    private static final long PAUSE_MAX_MILLIS = 500;

    /** The message of requests that were not even sent. */
    public static final String NOT_SENT = "no connection to Redis";

    private final Vertx vertx;
    private final RedisOptions options;
    private final Function<RedisConnection, Future<Void>> check;
    private final long answerMillis;
    private @Nullable RedisConnection connection;
    private @Nullable Redis client;
    private boolean connecting;
    private boolean closed;
    private long pauseMillis = PAUSE_MIN_MILLIS;
    private long unanswered;
    private long answered;

    public RedisLink(
            Vertx vertx, RedisOptions options, Function<RedisConnection, Future<Void>> check, long answerMillis) {
        this.vertx = vertx;
        this.options = options;
        this.check = check;
        this.answerMillis = answerMillis;
    }

    /** Connects, and keeps trying when that fails; the future tells of the first try. */
    public Future<Void> open() {
        vertx.setPeriodic(Math.max(100, answerMillis / 4), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else {
                watch();
            }
        });
        return connect();
    }

    public boolean up() {
        return connection != null;
    }

    @Override
    public Future<Response> send(Request request) {
        RedisConnection c = connection;
        if (c == null) {
            return Future.failedFuture(NOT_SENT);
        }
        unanswered++;
        return c.send(request).andThen(done -> {
            unanswered--;
            answered++;
        });
    }

    public Future<Void> close() {
        closed = true;
        RedisConnection c = connection;
        connection = null;
        return c == null ? Future.succeededFuture() : c.close();
    }

    private long answeredAtLastLook;
    private long stuckSinceMillis;

    /** A Redis that does not answer at all is as good as gone. */
    private void watch() {
        long nowMillis = System.nanoTime() / 1_000_000;
        if (unanswered == 0 || answered != answeredAtLastLook) {
            stuckSinceMillis = nowMillis;
        } else if (nowMillis - stuckSinceMillis >= answerMillis) {
            RedisConnection c = connection;
            if (c != null) {
                lost(c);
                c.close();
            }
        }
        answeredAtLastLook = answered;
    }

    private Future<Void> connect() {
        if (closed || connecting || connection != null) {
            return Future.succeededFuture();
        }
        connecting = true;
        Redis fresh = Redis.createClient(vertx, options);
        client = fresh;
        Promise<Void> within = Promise.promise();
        long timer = vertx.setTimer(Math.max(1_000, answerMillis), t -> within.tryFail("no answer in time"));
        fresh.connect()
                .compose(c -> {
                    c.exceptionHandler(e -> lost(c));
                    c.endHandler(end -> lost(c));
                    return check.apply(c).map(c).onFailure(e -> c.close());
                })
                .onComplete(result -> {
                    if (!within.future().isComplete() && result.succeeded()) {
                        connection = result.result();
                        unanswered = 0;
                        within.tryComplete();
                    } else if (result.succeeded()) {
                        result.result().close();
                    } else {
                        within.tryFail(result.cause());
                    }
                });
        return within.future().andThen(done -> {
            vertx.cancelTimer(timer);
            connecting = false;
            if (done.succeeded()) {
                pauseMillis = PAUSE_MIN_MILLIS;
            } else {
                fresh.close();
                later();
            }
        });
    }

    private void lost(RedisConnection which) {
        if (connection == which) {
            connection = null;
            Redis old = client;
            if (old != null) {
                old.close();
            }
            later();
        }
    }

    private void later() {
        if (!closed) {
            vertx.setTimer(pauseMillis, t -> connect());
            pauseMillis = Math.min(PAUSE_MAX_MILLIS, pauseMillis * 2);
        }
    }
}
