package io.pelagos.live;

import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalTail;
import io.pelagos.team.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the journal for all streams of this node, and tells each what it sees. It reads only while there are any, and
 * rests four times as long as it took to tell: screens are not worth the time of claims.
 */
final class Follower {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int PAGE = 1_000;
    private static final long REST_MIN_NANOS = 50_000_000;
    private static final long REST_MAX_NANOS = 1_000_000_000;
    /**
     * So often it looks again after it was told of something: while an older transaction still runs, what was committed
     * cannot be read yet, and nobody tells when it can.
     */
    private static final int LOOKS_AGAIN = 4;

    private final Vertx vertx;
    private final JournalTail tail;
    private final Readers readers;
    private final Teller teller;
    private final Directory directory;
    private final Consumer<Collection<Told>> alsoTold;
    private @Nullable Future<JournalCursor> place;
    private JournalCursor position = new JournalCursor("", 0, 0, 0);
    private boolean reading;
    private boolean wanted;
    private boolean resting;
    private long restUntilNanos = System.nanoTime();
    private long tookNanos;
    private boolean failing;
    private int looksAgain;

    /** @param alsoTold hears of each line that was told */
    Follower(
            Vertx vertx,
            JournalTail tail,
            Readers readers,
            Teller teller,
            Directory directory,
            Consumer<Collection<Told>> alsoTold) {
        this.vertx = vertx;
        this.tail = tail;
        this.readers = readers;
        this.teller = teller;
        this.directory = directory;
        this.alsoTold = alsoTold;
    }

    /** Up to where all streams have been told: the end of the journal when there was none. */
    Future<JournalCursor> place() {
        Future<JournalCursor> known = place;
        boolean idle = known == null || known.failed() || (known.succeeded() && readers.open() == 0 && !reading);
        if (idle || known == null) {
            known = tail.now().onSuccess(now -> position = now);
            place = known;
        }
        return known.map(found -> position);
    }

    JournalCursor position() {
        return position;
    }

    /** Something was committed. */
    void grown() {
        looksAgain = LOOKS_AGAIN;
        look();
    }

    /** There may be something new. */
    void look() {
        if (readers.open() == 0) {
            return;
        }
        wanted = true;
        if (reading || resting) {
            return;
        }
        long restMillis = (restUntilNanos - System.nanoTime()) / 1_000_000;
        if (restMillis <= 0) {
            read();
            return;
        }
        resting = true;
        vertx.setTimer(restMillis, timer -> {
            resting = false;
            read();
        });
    }

    private void read() {
        // Without a fresh configuration nobody knows who may still see what.
        if (reading || readers.open() == 0 || !directory.fresh()) {
            return;
        }
        wanted = false;
        reading = true;
        long begunNanos = System.nanoTime();
        tookNanos = 0;
        tail.read(position, PAGE, readers.tenants()).compose(this::take).onComplete(done -> {
            reading = false;
            restUntilNanos = begunNanos + Math.max(REST_MIN_NANOS, Math.min(REST_MAX_NANOS, 5 * tookNanos));
            if (done.failed() && !failing) {
                LOG.info("live streams wait for the journal: {}", done.cause().getMessage());
            }
            failing = done.failed();
            boolean again = looksAgain > 0;
            looksAgain -= again ? 1 : 0;
            if (done.succeeded() && (done.result() || wanted || again)) {
                look();
            }
        });
    }

    /** Whether there is more. */
    private Future<Boolean> take(JournalTail.Reply reply) {
        if (reply instanceof JournalTail.Reply.Reset reset) {
            LOG.warn("the journal is another one: all live streams begin anew");
            position = reset.now();
            readers.all().forEach(reader -> reader.reset("journal", position));
            return Future.succeededFuture(true);
        }
        JournalTail.Reply.Page page = (JournalTail.Reply.Page) reply;
        return teller.tell(page.lines()).map(told -> {
            long begunNanos = System.nanoTime();
            tell(told, page.next());
            tookNanos = System.nanoTime() - begunNanos;
            return page.more();
        });
    }

    private void tell(Map<Integer, List<Told>> told, JournalCursor next) {
        List<Reader> current = readers.all().stream().filter(Reader::current).toList();
        Readers.tell(current, told);
        current.forEach(reader -> reader.reached(next));
        position = next;
        told.values().forEach(alsoTold);
    }
}
