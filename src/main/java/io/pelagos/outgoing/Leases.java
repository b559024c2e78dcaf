package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which webhooks this node works for, and until when. */
final class Leases {
    /** New ones in a renewal, so that nodes share them out. */
    private static final int TAKE_MAX = 8;

    private final Positions positions;
    private final Desk desk;
    private final LongSupplier steadyMillis;
    private final int leaseMillis;
    private final Map<Key, Feed> feeds = new HashMap<>();

    /** @param steadyMillis a clock that is never set */
    Leases(Positions positions, Desk desk, LongSupplier steadyMillis, int leaseMillis) {
        this.positions = positions;
        this.desk = desk;
        this.steadyMillis = steadyMillis;
        this.leaseMillis = leaseMillis;
    }

    Collection<Feed> feeds() {
        return feeds.values();
    }

    /** Keeps what it has of those that are to be told, and takes over some that nobody works for. */
    Future<Void> renew(Set<Key> wanted) {
        long begun = steadyMillis.getAsLong();
        // Nothing else that the table calls this node's, as after an answer that was lost or a clock of PostgreSQL's
        // that was set: nobody works for that, and its lease must run out.
        Set<Key> own = new HashSet<>(wanted);
        own.retainAll(feeds.keySet());
        Set<Key> others = new HashSet<>(wanted);
        others.removeAll(feeds.keySet());
        List<Positions.Move> moves = Reader.moves(feeds.values());
        return (moves.isEmpty() ? Future.<Void>succeededFuture() : positions.save(moves))
                .compose(saved -> own.isEmpty()
                        ? Future.succeededFuture(List.<Positions.Held>of())
                        : positions.renew(own, leaseMillis))
                .compose(held -> {
                    keep(held, begun + leaseMillis);
                    return others.isEmpty()
                            ? Future.succeededFuture(List.<Positions.Held>of())
                            : positions.take(others, leaseMillis, TAKE_MAX);
                })
                .compose(taken -> begin(taken, begun + leaseMillis));
    }

    private void keep(List<Positions.Held> held, long untilMillis) {
        Set<Key> kept = new HashSet<>();
        for (Positions.Held one : held) {
            Feed feed = feeds.get(one.key());
            if (feed != null) {
                kept.add(one.key());
                feed.courier.lease(untilMillis);
                moved(feed, one.position());
                wakeIfDue(feed, one.dueMillis());
            }
        }
        feeds.entrySet().removeIf(entry -> {
            boolean lost = !kept.contains(entry.getKey());
            if (lost) {
                entry.getValue().courier.end();
            }
            return lost;
        });
    }

    /** A place that this node has not written is where somebody wants it to go on. */
    private static void moved(Feed feed, JournalCursor stored) {
        if (stored.compareTo(feed.position) == 0) {
            feed.stored = stored;
        } else if (stored.compareTo(feed.stored) != 0) {
            feed.stored = stored;
            feed.position = stored;
        }
    }

    private void wakeIfDue(Feed feed, @Nullable Long dueMillis) {
        if (dueMillis == null) {
            feed.pending = 0;
        } else if (dueMillis <= desk.nowMillis()) {
            feed.courier.wake();
        }
    }

    private Future<Void> begin(Collection<Positions.Held> taken, long untilMillis) {
        List<Future<?>> begun = new ArrayList<>();
        for (Positions.Held one : taken) {
            Feed feed = feed(one.key(), one.position());
            begun.add(positions.count(one.key()).map(count -> {
                feed.pending = count;
                feed.courier.lease(untilMillis);
                feeds.put(one.key(), feed);
                wakeIfDue(feed, one.dueMillis());
                return null;
            }));
        }
        return Future.join(begun).mapEmpty();
    }

    private Feed feed(Key key, JournalCursor position) {
        Feed[] made = new Feed[1];
        Courier courier = new Courier(key, desk, count -> made[0].pending -= Math.min(count, made[0].pending));
        made[0] = new Feed(key, courier, position);
        return made[0];
    }

    /** Nothing more is begun. */
    void end() {
        feeds.values().forEach(feed -> feed.courier.end());
    }

    boolean idle() {
        return feeds.values().stream().allMatch(feed -> feed.courier.idle());
    }

    /** Other nodes need not wait for the end of the leases. */
    Future<Void> release() {
        return positions.release();
    }
}
