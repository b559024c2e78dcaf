package io.pelagos.journal;

import io.pelagos.journal.Verdict.Obstacle;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The second half of the road: group commit, then settle. A batch flushes as soon as the one before
 * has returned, so batches grow with the load and nobody waits for a timer; a big one is sent behind it
 * already, so that PostgreSQL need not wait for this thread.
 */
final class Committer {
    /**
     * Batches under way at once. In which order they commit does not matter: a lead stays in flight until it is
     * settled, and an entry that is in both is found to be committed.
     */
    private static final int BATCHES_MAX = 2;
    /** A full call's requests are worth a batch of their own; fewer wait for the one under way. */
    private static final int BIG = Road.DECIDE_MAX;

    private static final int CONFLICT_TRIES = 5;
    private static final int SETTLE_MAX = 512;

    private final Gate gate;
    private final Arbiter arbiter;
    private final Truth truth;
    private final Placement placement;
    private final Road.Time time;
    private final int batchMax;
    private final JournalMetrics metrics;

    private final Deque<Flight> queue = new ArrayDeque<>();
    private final Deque<Flight> unsettled = new ArrayDeque<>();
    /** Request to how often: a request and its replay may be under way at once. */
    private final Map<Long, Integer> underWay = new HashMap<>();

    private final Deque<Returned> returned = new ArrayDeque<>();
    private final Deque<Batch> committing = new ArrayDeque<>();
    private boolean settling;
    private Runnable taken = () -> {};
    private Runnable grown = () -> {};

    /** Flights in the order of their leads, and since when the oldest waits. */
    private record Batch(List<Flight> flights, long sinceMillis) {}

    /** A batch that PostgreSQL has judged; {@code badData}: it could not even be read. */
    private record Returned(List<Flight> batch, boolean epochFits, boolean badData) {}

    Committer(
            Gate gate,
            Arbiter arbiter,
            Truth truth,
            Placement placement,
            Road.Time time,
            int batchMax,
            JournalMetrics metrics) {
        this.gate = gate;
        this.arbiter = arbiter;
        this.truth = truth;
        this.placement = placement;
        this.time = time;
        this.batchMax = batchMax;
        this.metrics = metrics;
    }

    /** Called when a batch has been taken out of the queue. */
    void whenTaken(Runnable action) {
        taken = action;
    }

    /** Called when a batch has been committed. */
    void whenGrown(Runnable action) {
        grown = action;
    }

    /** Somebody waits for the batch under way. */
    boolean waiting() {
        return !queue.isEmpty();
    }

    void add(List<Flight> flights) {
        for (Flight flight : flights) {
            queue.add(flight);
            underWay.merge(flight.entry.requestId(), 1, Integer::sum);
        }
        pump();
    }

    /** Takes over entries whose node does not settle them; those under way here are left alone. */
    int adopt(Fence fence, List<Entry> entries) {
        List<Flight> flights = new ArrayList<>();
        for (Entry entry : entries) {
            if (!underWay.containsKey(entry.requestId())) {
                flights.add(new Flight(fence, entry, "", false, time.nowMillis(), null));
            }
        }
        add(flights);
        return flights.size();
    }

    long oldestAgeMillis() {
        if (committing.isEmpty() && queue.isEmpty()) {
            return 0;
        }
        long sinceMillis = committing.isEmpty() ? queue.element().sinceMillis : committing.element().sinceMillis;
        return time.nowMillis() - sinceMillis;
    }

    /** Nothing waits for PostgreSQL or to be settled. */
    boolean idle() {
        return underWay.isEmpty();
    }

    private void pump() {
        while (!queue.isEmpty() && (committing.isEmpty() || (committing.size() < BATCHES_MAX && queue.size() >= BIG))) {
            Batch batch = nextBatch();
            committing.add(batch);
            commit(batch.flights).onComplete(done -> {
                committing.remove(batch);
                pump();
                finishReturned();
            });
            taken.run();
        }
    }

    /**
     * Up to {@code batchMax} moves under one fence, each lead once: an update that meets a row twice
     * moves it once and says nothing.
     */
    private Batch nextBatch() {
        List<Flight> batch = new ArrayList<>();
        List<Flight> later = new ArrayList<>();
        Set<Long> leads = new HashSet<>();
        @Nullable Fence fence = null;
        int moves = 0;
        while (!queue.isEmpty() && moves < batchMax) {
            Flight flight = queue.remove();
            if (fence == null) {
                fence = flight.fence;
            }
            boolean fits = flight.fence.equals(fence)
                    && flight.entry.moves().stream().noneMatch(m -> leads.contains(m.lead()));
            if (!fits) {
                later.add(flight);
                continue;
            }
            flight.entry.moves().forEach(m -> leads.add(m.lead()));
            moves += flight.entry.moves().size();
            batch.add(flight);
        }
        for (int i = later.size() - 1; i >= 0; i--) {
            queue.addFirst(later.get(i));
        }
        long sinceMillis = batch.get(0).sinceMillis;
        batch.sort(Comparator.comparingLong(f -> f.entry.moves().get(0).lead()));
        return new Batch(batch, sinceMillis);
    }

    private Future<Void> commit(List<Flight> batch) {
        List<Entry> entries = batch.stream().map(f -> f.entry).toList();
        Fence fence = batch.get(0).fence;
        return truth.commit(fence, entries)
                .map(committed -> {
                    metrics.committed(committed.moved().size());
                    for (Truth.Landed row : committed.moved()) {
                        Flight flight = batch.get(row.entry());
                        flight.moved(
                                row.move(),
                                new Verdict.Moved(row.lead(), row.detail(), flight.entry.type(), true),
                                row.lead());
                    }
                    if (committed.epoch() != fence.epoch()) {
                        gate.doubt(fence, "PostgreSQL is at epoch " + committed.epoch());
                    }
                    returned.add(new Returned(batch, committed.epoch() == fence.epoch(), false));
                    grown.run();
                    return (Void) null;
                })
                .recover(failure -> again(batch, Trouble.kindOf(failure)));
    }

    /**
     * Behind a batch, when the next one is on its way: PostgreSQL works while this thread answers. Redis is
     * told first, for the same reason.
     */
    private void finishReturned() {
        @Nullable Returned next = returned.poll();
        while (next != null) {
            finish(next);
            next = returned.poll();
        }
    }

    /** Settles and answers what moved; what did not move is looked up by a second statement. */
    private void finish(Returned back) {
        List<Flight> complete = new ArrayList<>(back.batch.size());
        List<Flight> open = new ArrayList<>();
        for (Flight flight : back.batch) {
            (flight.complete() ? complete : open).add(flight);
        }
        unsettled.addAll(complete);
        settle();
        complete.forEach(Committer::answerDone);
        if (!open.isEmpty()) {
            truth.find(open.stream().map(f -> f.entry).toList()).onComplete(result -> {
                if (result.succeeded()) {
                    result.result().forEach(f -> resolve(open.get(f.entry()), f));
                    open.forEach(flight -> land(flight, back));
                } else {
                    // Whether they were committed is not known now; the sweeper will see.
                    open.forEach(flight -> abandon(flight, Obstacle.OUTCOME_UNKNOWN));
                }
                settle();
            });
        }
    }

    private static void resolve(Flight flight, Truth.Found found) {
        if (!flight.open(found.move())) {
            return;
        }
        if (found.committed() != null && found.type() != null && found.detail() != null) {
            boolean still = found.lead() != null
                    && found.lead().version() == found.committed().version();
            flight.moved(
                    found.move(),
                    new Verdict.Moved(found.committed(), found.detail(), found.type(), still),
                    found.lead());
        } else {
            flight.refused(found.move(), found.lead());
        }
    }

    private static void answerDone(Flight flight) {
        flight.answer(new Verdict.Done(flight.leads(), flight.usage, flight.replayed));
    }

    private void land(Flight flight, Returned back) {
        if (!flight.leads().isEmpty()) {
            unsettled.add(flight);
            answerDone(flight);
        } else if (back.epochFits) {
            // Answered when Redis is put right: whoever asks again at once must find it so.
            metrics.overruled();
            flight.answerWhenSettled(back.badData ? Obstacle.BAD_DATA : Obstacle.OVERRULED);
            unsettled.add(flight);
        } else {
            // Decided in an epoch that is over: it was never committed and never will be.
            abandon(flight, Obstacle.NOT_READY);
        }
    }

    private void abandon(Flight flight, Obstacle obstacle) {
        ended(flight);
        flight.answer(obstacle);
    }

    private void ended(Flight flight) {
        underWay.computeIfPresent(flight.entry.requestId(), (request, times) -> times == 1 ? null : times - 1);
    }

    private Future<Void> again(List<Flight> batch, Trouble.Kind kind) {
        int tries = batch.stream().mapToInt(Flight::nextTry).max().orElse(1);
        return switch (kind) {
            case BAD_DATA -> batch.size() == 1 ? refuse(batch) : split(batch);
            case CONFLICT -> tries < CONFLICT_TRIES ? commit(batch) : batch.size() == 1 ? unknown(batch) : split(batch);
            case UNREACHABLE, NOT_SENT, FORGOTTEN -> tries == 1 ? commit(batch) : unknown(batch);
        };
    }

    /** One poison row never blocks the others. */
    private Future<Void> split(List<Flight> batch) {
        int half = batch.size() / 2;
        return commit(batch.subList(0, half)).compose(done -> {
            Future<Void> rest = commit(batch.subList(half, batch.size()));
            finishReturned();
            return rest;
        });
    }

    private Future<Void> refuse(List<Flight> batch) {
        metrics.refused();
        returned.add(new Returned(batch, true, true));
        return Future.succeededFuture();
    }

    private Future<Void> unknown(List<Flight> batch) {
        batch.forEach(flight -> abandon(flight, Obstacle.OUTCOME_UNKNOWN));
        return Future.succeededFuture();
    }

    private void settle() {
        if (settling || unsettled.isEmpty()) {
            return;
        }
        List<Flight> batch = new ArrayList<>();
        List<Settlement> settlements = new ArrayList<>();
        Fence fence = unsettled.element().fence;
        while (!unsettled.isEmpty()
                && settlements.size() < SETTLE_MAX
                && unsettled.element().fence.equals(fence)) {
            Flight flight = unsettled.remove();
            batch.add(flight);
            settlements.addAll(flight.settlements(placement));
        }
        settling = true;
        arbiter.settle(fence, settlements).onComplete(done -> {
            settling = false;
            batch.forEach(f -> {
                ended(f);
                f.settled();
            });
            if (done.failed() && Trouble.kindOf(done.cause()) == Trouble.Kind.FORGOTTEN) {
                gate.doubt(fence, "Redis does not know the scripts");
            }
            settle();
        });
    }
}
