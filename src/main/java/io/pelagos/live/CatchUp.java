package io.pelagos.live;

import io.pelagos.journal.JournalCursor;
import io.pelagos.journal.JournalTail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells streams that come back what they have missed. All that wait are served by one reading, from the oldest place
 * among theirs: after the end of a node many come back at once.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final int PAGE = 500;
    /** Who has missed more lines than these hold begins anew. */
    private static final int PAGES_MAX = 10;

    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final JournalTail tail;
    private final Teller teller;
    private final Follower follower;
    private List<Reader> waiting = new ArrayList<>();
    private boolean running;

    CatchUp(Vertx vertx, JournalTail tail, Teller teller, Follower follower) {
        this.vertx = vertx;
        this.tail = tail;
        this.teller = teller;
        this.follower = follower;
    }

    void add(Reader reader) {
        if (!reader.position().store().equals(follower.position().store())) {
            anew(reader, "journal");
            return;
        }
        waiting.add(reader);
        next();
    }

    private void next() {
        if (running || waiting.isEmpty()) {
            return;
        }
        List<Reader> group = waiting;
        waiting = new ArrayList<>();
        running = true;
        serve(group, 1).onComplete(done -> {
            running = false;
            if (done.failed()) {
                LOG.info(
                        "streams that came back wait for the journal: {}",
                        done.cause().getMessage());
                waiting.addAll(behind(group));
                vertx.setTimer(AGAIN_MILLIS, timer -> next());
            } else {
                next();
            }
        });
    }

    /** Those of a group who are there and still behind. */
    private static List<Reader> behind(List<Reader> group) {
        return group.stream()
                .filter(reader -> reader.open() && !reader.current())
                .toList();
    }

    private Future<Void> serve(List<Reader> all, int page) {
        List<Reader> group = behind(all);
        if (group.isEmpty()) {
            return Future.succeededFuture();
        }
        if (page > PAGES_MAX) {
            group.forEach(reader -> anew(reader, "too_far_behind"));
            return Future.succeededFuture();
        }
        JournalCursor from = group.stream()
                .map(Reader::position)
                .min(JournalCursor::compareTo)
                .orElseThrow();
        Set<Integer> tenants =
                group.stream().map(reader -> reader.guest.tenant()).collect(Collectors.toSet());
        return tail.read(from, PAGE, tenants)
                .compose(reply -> take(group, from, reply))
                .compose(more -> serve(group, more ? page + 1 : page));
    }

    /** Whether the page was full. */
    private Future<Boolean> take(List<Reader> group, JournalCursor from, JournalTail.Reply reply) {
        if (reply instanceof JournalTail.Reply.Page page) {
            return teller.tell(page.lines()).map(told -> {
                Readers.tell(group, told);
                group.forEach(reader -> goOn(reader, page.next()));
                return page.more();
            });
        }
        // Only whose place was looked for: the others' are looked for next.
        group.stream().filter(reader -> reader.position().equals(from)).forEach(reader -> anew(reader, "journal"));
        return Future.succeededFuture(false);
    }

    /** Who is before the place that was reached has not been looked for yet: it may be one that is not in the journal. */
    private void goOn(Reader reader, JournalCursor reached) {
        if (reader.position().compareTo(reached) <= 0) {
            reader.reached(reached);
            if (reached.compareTo(follower.position()) >= 0) {
                reader.join(reached);
                reader.beat(Event.beat(reached));
            }
        }
    }

    private void anew(Reader reader, String why) {
        reader.reset(why, follower.position());
        reader.join(follower.position());
    }
}
