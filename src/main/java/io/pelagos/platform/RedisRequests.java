package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Redis, asked over one connection: requests are carried out, and answered, in the order in which they are sent. */
@FunctionalInterface
public interface RedisRequests {
    /** Fails with the message {@link RedisLink#NOT_SENT} when nothing was sent; else what was asked may have happened. */
    Future<Response> send(Request request);
}
