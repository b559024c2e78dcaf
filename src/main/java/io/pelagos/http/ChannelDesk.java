package io.pelagos.http;

import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.Trial;
import io.pelagos.deadletter.DeadLetters;
import io.pelagos.deadletter.LetterBox;
import io.pelagos.deadletter.LetterReplay;
import io.pelagos.health.ChannelCounts;
import io.pelagos.health.ChannelHealth;
import io.pelagos.ping.Pings;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** What the routes about channels need: what came, what could not be taken, how they are. */
public record ChannelDesk(
        DeliveryWatch watch,
        LetterBox box,
        DeadLetters letters,
        LetterReplay replay,
        ChannelCounts counts,
        ChannelHealth health,
        Pings pings,
        Trial trial) {
    Future<?> forget(SqlConnection transaction, int tenant, String channel) {
        return letters.deleteAll(transaction, tenant, channel)
                .compose(gone -> health.forget(transaction, tenant, channel));
    }
}
