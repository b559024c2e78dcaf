package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;
import io.pelagos.platform.Share;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which webhooks this node works for, and until when. Nodes leave each to one of them, as they do with cells: who joins has a share
 * within seconds, and what nobody takes goes to another.
 */
final class Leases {
    /** New ones in a renewal, which must not take long. */
    private static final int TAKE_MAX = 100;
    /** Of those that are left to others; so that nodes share them out. */
    private static final int OTHERS_MAX = 8;
    /** How long one that is free is left to the node that it is for. */
    private static final int PATIENCE_MILLIS = 2_000;
    /** How long this node keeps what another should have taken, before it offers it again. */
    private static final long KEPT_MILLIS = 30_000;

    private final Positions positions;
    private final Desk desk;
    private final Share share;
    private final LongSupplier steadyMillis;
    private final int leaseMillis;
    private final Map<Key, Feed> feeds = new HashMap<>();
    private boolean ended;

    /** @param steadyMillis a clock that is never set */
    Leases(Positions positions, Desk desk, Share share, LongSupplier steadyMillis, int leaseMillis) {
        this.positions = positions;
        this.desk = desk;
        this.share = share;
        this.steadyMillis = steadyMillis;
        this.leaseMillis = leaseMillis;
    }

    Collection<Feed> feeds() {
        return feeds.values();
    }

    /** Keeps what it has of those that are to be told, offers what is left to others, and takes over what nobody works for. */
    Future<Void> renew(Set<Key> wanted) {
        long begun = steadyMillis.getAsLong();
        offer(begun);
        // Not what is lost or goes in this renewal.
        Set<Key> free = new HashSet<>(wanted);
        free.removeAll(feeds.keySet());
        List<Positions.Move> moves = Reader.moves(feeds.values());
        return (moves.isEmpty() ? Future.<Void>succeededFuture() : positions.save(moves))
                .compose(saved -> handOver())
                .compose(gone -> keep(wanted, begun + leaseMillis))
                .compose(kept -> take(free, begun));
    }

    /** What is not left to this node any more begins nothing more. */
    private void offer(long nowMillis) {
        for (Feed feed : feeds.values()) {
            if (!feed.leaving && nowMillis >= feed.keptUntilMillis && !mine(feed.key)) {
                feed.leaving = true;
                feed.courier.end();
            }
        }
    }

    private boolean mine(Key key) {
        return share.mine("webhook " + key.tenant() + " " + key.webhook());
    }

    /** What is idle goes; until then it is kept, as no other node may overtake what is on its way. */
    private Future<Void> handOver() {
        List<Key> idle = feeds.values().stream()
                .filter(feed -> feed.leaving && feed.courier.idle())
                .map(feed -> feed.key)
                .toList();
        idle.forEach(feeds::remove);
        return idle.isEmpty() ? Future.succeededFuture() : positions.release(idle);
    }

    /**
     * Nothing else that the table calls this node's, as after an answer that was lost or a clock of PostgreSQL's that was
     * set: nobody works for that, and its lease must run out.
     */
    private Future<Void> keep(Set<Key> wanted, long untilMillis) {
        Set<Key> own = new HashSet<>(wanted);
        own.retainAll(feeds.keySet());
        return (own.isEmpty() ? Future.succeededFuture(List.<Positions.Held>of()) : positions.renew(own, leaseMillis))
                .map(held -> {
                    renewed(held, untilMillis);
                    return null;
                });
    }

    private Future<Void> take(Set<Key> free, long nowMillis) {
        Map<Boolean, List<Key>> parts = free.stream().collect(Collectors.partitioningBy(this::mine));
        long untilMillis = nowMillis + leaseMillis;
        return take(parts.getOrDefault(true, List.of()), 0, TAKE_MAX)
                .compose(taken -> begin(taken, untilMillis, Long.MIN_VALUE))
                .compose(begun -> take(parts.getOrDefault(false, List.of()), PATIENCE_MILLIS, OTHERS_MAX))
                .compose(taken -> begin(taken, untilMillis, nowMillis + KEPT_MILLIS));
    }

    private Future<List<Positions.Held>> take(List<Key> free, int freeMillis, int max) {
        return free.isEmpty() || ended
                ? Future.succeededFuture(List.of())
                : positions.take(free, leaseMillis, freeMillis, max);
    }

    private void renewed(List<Positions.Held> held, long untilMillis) {
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

    private Future<Void> begin(Collection<Positions.Held> taken, long untilMillis, long keptUntilMillis) {
        List<Future<?>> begun = new ArrayList<>();
        for (Positions.Held one : taken) {
            Feed feed = feed(one.key(), one.position());
            feed.keptUntilMillis = keptUntilMillis;
            begun.add(positions.count(one.key()).map(count -> {
                if (ended) {
                    return null;
                }
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
        ended = true;
        feeds.values().forEach(feed -> feed.courier.end());
    }

    boolean idle() {
        return feeds.values().stream().allMatch(feed -> feed.courier.idle());
    }

    /** Other nodes need not wait for the end of the leases. */
    Future<Void> release() {
        return positions.releaseAll();
    }
}
