package io.pelagos.channel;

import io.vertx.core.Future;
import java.util.List;

/** Keeps what is to be fetched, so that it may be acknowledged. */
@FunctionalInterface
public interface PendingFetches {
    /**
     * Answers true once all of them are committed, those that were there already included; false when that cannot be
     * done now, and the platform had better come again.
     */
    Future<Boolean> keep(int tenant, Channel channel, List<FetchWanted> wanted);
}
