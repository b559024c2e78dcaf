package io.pelagos.outgoing;

import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalLine;
import io.pelagos.journal.JournalTail;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes lines of the journal in for the webhooks that this node works for. Those at the front read it together; one that
 * is behind, set back or was full, reads by itself until it has caught up. One that is full reads nothing: the journal
 * keeps what it has not read.
 */
final class Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final int PAGE = 500;
    private static final int ALONE_MAX = 4;

    private final JournalTail tail;
    private final Positions positions;
    private final Function<Key, @Nullable Webhook> webhooks;
    private final LongSupplier nowMillis;
    private final int maxPending;
    private JournalCursor front = new JournalCursor("", 0, 0, 0);
    /** There is more in the journal than the last page for the front has held. */
    private boolean frontLags;

    private int turn;

    Reader(
            JournalTail tail,
            Positions positions,
            Function<Key, @Nullable Webhook> webhooks,
            LongSupplier nowMillis,
            int maxPending) {
        this.tail = tail;
        this.positions = positions;
        this.webhooks = webhooks;
        this.nowMillis = nowMillis;
        this.maxPending = maxPending;
    }

    /** Reads a page for the front and some pages for those who read by themselves; whether there is more. */
    Future<Boolean> read(Collection<Feed> feeds) {
        List<Feed> open =
                feeds.stream().filter(feed -> feed.pending < maxPending).toList();
        if (open.isEmpty()) {
            return Future.succeededFuture(false);
        }
        // After a start, and when nobody is left there, the front is where the first of them is.
        if (open.stream().noneMatch(feed -> feed.position.compareTo(front) == 0)) {
            front = placed(open.stream()
                    .map(feed -> feed.position)
                    .max(JournalCursor::compareTo)
                    .orElse(front));
            frontLags = false;
        }
        Map<Boolean, List<Feed>> parts = open.stream().collect(Collectors.partitioningBy(this::alone));
        List<Feed> alone = parts.getOrDefault(true, List.of());
        Future<Boolean> read = page(front, parts.getOrDefault(false, List.of()), true);
        for (int i = 0; i < Math.min(ALONE_MAX, alone.size()); i++) {
            Feed feed = alone.get((turn + i) % alone.size());
            read = read.compose(
                    more -> page(placed(feed.position), List.of(feed), false).map(own -> more || own));
        }
        turn = alone.isEmpty() ? 0 : (turn + ALONE_MAX) % alone.size();
        return read;
    }

    /** One that is further than a front with a long way to go does not wait for it. */
    private boolean alone(Feed feed) {
        int order = feed.position.compareTo(front);
        return order < 0 || (order > 0 && frontLags);
    }

    private JournalCursor placed(JournalCursor position) {
        return new JournalCursor(front.store(), position.xid(), position.lead(), position.version());
    }

    private Future<Boolean> page(JournalCursor after, List<Feed> feeds, boolean together) {
        if (feeds.isEmpty()) {
            return Future.succeededFuture(false);
        }
        Set<Integer> tenants = feeds.stream().map(feed -> feed.key.tenant()).collect(Collectors.toSet());
        return tail.read(after, PAGE, tenants).compose(reply -> {
            if (reply instanceof JournalTail.Reply.Reset reset) {
                return Future.succeededFuture(reset(after, reset.now(), feeds));
            }
            JournalTail.Reply.Page page = (JournalTail.Reply.Page) reply;
            List<Future<Void>> taken =
                    feeds.stream().map(feed -> take(feed, page)).toList();
            return Future.join(taken).map(all -> {
                if (together) {
                    front = page.next();
                    frontLags = page.more();
                }
                return page.more();
            });
        });
    }

    /** Another name is what each start of this node meets first, and each other database after it. */
    private boolean reset(JournalCursor after, JournalCursor now, List<Feed> feeds) {
        if (!now.store().equals(after.store())) {
            front = new JournalCursor(now.store(), front.xid(), front.lead(), front.version());
            return true;
        }
        for (Feed feed : feeds) {
            LOG.warn(
                    "webhook {} of tenant {}: the journal does not hold its place any more; it goes on at the end",
                    feed.key.webhook(),
                    feed.key.tenant());
            feed.position = now;
        }
        front = now;
        return false;
    }

    private Future<Void> take(Feed feed, JournalTail.Reply.Page page) {
        Webhook webhook = webhooks.apply(feed.key);
        if (webhook == null) {
            return Future.succeededFuture();
        }
        List<JournalLine> wanted = page.lines().stream()
                .filter(line -> line.tenant() == feed.key.tenant()
                        && line.cursor().compareTo(feed.position) > 0
                        && webhook.wants(line))
                .toList();
        int room = Math.max(0, maxPending - feed.pending);
        List<JournalLine> fit = wanted.subList(0, Math.min(room, wanted.size()));
        JournalCursor to = fit.size() < wanted.size()
                ? fit.isEmpty() ? feed.position : fit.get(fit.size() - 1).cursor()
                : page.next();
        if (fit.isEmpty()) {
            feed.position = to.compareTo(feed.position) > 0 ? to : feed.position;
            return Future.succeededFuture();
        }
        Positions.Move move = new Positions.Move(feed.key, feed.stored, to);
        return positions.takeIn(move, fit, nowMillis.getAsLong()).map(count -> {
            // Null: it was set back meanwhile, or is another node's; the next renewal tells.
            if (count != null) {
                feed.stored = to;
                feed.position = to;
                feed.pending += count;
                feed.courier.wake();
            }
            return null;
        });
    }

    /** What has only moved on, to be stored now and then. */
    static List<Positions.Move> moves(Collection<Feed> feeds) {
        Map<Key, Positions.Move> moves = new HashMap<>();
        for (Feed feed : feeds) {
            if (feed.position.compareTo(feed.stored) > 0) {
                moves.put(feed.key, new Positions.Move(feed.key, feed.stored, feed.position));
            }
        }
        return List.copyOf(moves.values());
    }
}
