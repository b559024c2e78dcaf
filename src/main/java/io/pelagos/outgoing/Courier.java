package io.pelagos.outgoing;

import io.pelagos.lead.LeadStore;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook what waits for it: a lead's lines one after the other, those of different leads beside each other.
 * Belongs to the thread of its node.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    /** After so many failures in a row one lead at a time is tried, until something gets through. */
    private static final int FAILURES_MAX = 5;
    /** With so many given up nothing more is: it goes on being tried every six hours. */
    private static final long DEAD_MAX = 10_000;

    private final Key key;
    private final Desk desk;
    private final IntConsumer gone;
    private final Set<Long> busy = new HashSet<>();
    private boolean fetching;
    private boolean nothingDue;
    private int failuresInRow;
    private long leaseUntilMillis;
    private boolean ended;
    private boolean refused;

    /** @param gone told how many lines do not wait any more */
    Courier(Key key, Desk desk, IntConsumer gone) {
        this.key = key;
        this.desk = desk;
        this.gone = gone;
    }

    /** This node may work for the webhook until then, by a clock that is never set. */
    void lease(long untilMillis) {
        leaseUntilMillis = untilMillis;
    }

    /** Something may be due. */
    void wake() {
        nothingDue = false;
        pump();
    }

    /** Nothing more is begun. */
    void end() {
        ended = true;
    }

    boolean idle() {
        return busy.isEmpty() && !fetching;
    }

    private void pump() {
        int most = failuresInRow >= FAILURES_MAX ? 1 : desk.maxEach();
        // One at least: others, whose receivers are slow, may have all the room.
        int room = Math.min(most - busy.size(), Math.max(desk.room(), busy.isEmpty() ? 1 : 0));
        // Few at a time would cost a query for each.
        boolean worth = busy.isEmpty() || room * 2 >= most;
        if (ended || refused || fetching || nothingDue || room <= 0 || !worth || !desk.mayBegin(leaseUntilMillis)) {
            return;
        }
        fetching = true;
        desk.due(key, busy, room)
                .compose(due -> {
                    nothingDue = due.size() < room;
                    return send(due);
                })
                .onFailure(e -> {
                    nothingDue = true; // until something wakes it
                    LOG.debug("webhook {} of tenant {} waits: {}", key.webhook(), key.tenant(), e.getMessage());
                })
                .onComplete(done -> {
                    fetching = false;
                    if (done.succeeded()) {
                        pump();
                    }
                });
    }

    private Future<Void> send(List<PendingLines.Due> due) {
        if (due.isEmpty()) {
            return Future.succeededFuture();
        }
        return desk.leads(key, due).map(leads -> {
            Map<Long, LeadStore.Stored> byId = new HashMap<>();
            leads.forEach(lead -> byId.put(lead.row().id(), lead));
            due.forEach(line -> send(line, byId.get(line.lead())));
            return null;
        });
    }

    private void send(PendingLines.Due line, LeadStore.@Nullable Stored lead) {
        Webhook webhook = desk.webhook(key);
        // Again, as the query took its time.
        if (ended || refused || webhook == null || !desk.mayBegin(leaseUntilMillis)) {
            nothingDue = true; // until something wakes it
            return;
        }
        busy.add(line.lead());
        desk.attempt(webhook, line, lead)
                .compose(outcome -> settle(line, outcome))
                // What is not noted is sent again, under its old name.
                .otherwiseEmpty()
                .onComplete(done -> {
                    busy.remove(line.lead());
                    wake();
                });
    }

    private Future<Void> settle(PendingLines.Due line, Outcome outcome) {
        if (outcome instanceof Outcome.Over over) {
            failuresInRow = over.sent() ? 0 : failuresInRow;
            return desk.done(new PendingLines.Done(line, over.sent())).onSuccess(done -> gone.accept(1));
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        failuresInRow++;
        if (failed.gone()) {
            refused = true;
            return desk.later(line, failed)
                    .compose(noted -> desk.switchOff(key))
                    .onFailure(e -> refused = false);
        }
        if (line.attempts() + 1 < Backoff.ATTEMPTS_MAX) {
            return desk.later(line, failed);
        }
        return desk.bury(line, failed, DEAD_MAX).compose(buried -> {
            if (buried) {
                gone.accept(1);
                return Future.succeededFuture();
            }
            return desk.later(line, failed);
        });
    }
}
