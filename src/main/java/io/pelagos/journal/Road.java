package io.pelagos.journal;

import io.pelagos.journal.Verdict.Obstacle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one road of every change of a lead, for one cell on one node: decide → commit → settle. Requests
 * that wait at the same moment go together. Free of I/O: engines, time and timers are passed in. All
 * methods run on one thread, the cell's.
 */
final class Road {
    /**
     * Proposals per script call. Calls of this size let Redis decide while PostgreSQL commits and this
     * thread answers; one call for all that wait would make the three wait for each other.
     */
    static final int DECIDE_MAX = 32;

    /**
     * Calls under way at once; they go over one connection, so their order stays. Behind another call, or
     * when decided requests wait for PostgreSQL already, only a full one goes: the sooner gains nothing, and
     * small calls cost much.
     */
    private static final int CALLS_MAX = 2;

    static final long BACKGROUND_WAIT_MILLIS = 10_000;
    /** Background work per script call: whoever asks meanwhile waits for the whole call, and for its commit. */
    private static final int BACKGROUND_MAX = 32;
    /** The same while no person has asked for {@link #QUIET_MILLIS}. */
    private static final int BACKGROUND_MAX_QUIET = 250;

    private static final long QUIET_MILLIS = 100;
    private static final long BUSY_PAUSE_MILLIS = 3;
    /** While the outbox is too long, one proposal in this time is let through, to hear how long it is now. */
    private static final long OUTBOX_LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Road.class);

    private final Gate gate;
    private final Arbiter arbiter;
    private final Committer committer;
    private final Time time;
    private final Limits limits;
    private final LongConsumer clock;

    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Deque<Waiting> background = new ArrayDeque<>();
    private final Deque<Waiting> busy = new ArrayDeque<>();
    private final Set<String> busyLeads = new HashSet<>();
    /** Chosen leads of the calls under way: whether they are busy is not known yet. */
    private final Set<String> askedLeads = new HashSet<>();

    private int deciding;
    private boolean busyTimer;
    private long came;
    private int open;
    private int outboxLength;
    private long outboxSeenAtMillis;
    private long askedAtMillis = Long.MIN_VALUE / 2;

    /**
     * @param maxInFlight proposals accepted and not yet answered
     * @param outboxMax entries in the cell's outbox, of all nodes
     * @param outboxMaxAgeMillis how old this node's oldest uncommitted entry may be
     * @param busyRetryMillis how long a proposal waits for a lead in flight
     */
    record Limits(int maxInFlight, int outboxMax, long outboxMaxAgeMillis, long busyRetryMillis) {}

    /** Time and timers of the cell's thread. */
    interface Time {
        long nowMillis();

        void after(long millis, Runnable action);
    }

    /** @param number in the order in which they came */
    private record Waiting(long number, Proposal proposal, Promise<Verdict> promise, long sinceMillis) {}

    /**
     * Joins the parts.
     *
     * @param clock hears the time of Redis with each decision
     */
    Road(Gate gate, Arbiter arbiter, Committer committer, Time time, Limits limits, LongConsumer clock) {
        this.gate = gate;
        this.arbiter = arbiter;
        this.committer = committer;
        this.time = time;
        this.limits = limits;
        this.clock = clock;
        committer.whenTaken(this::pump);
    }

    Future<Verdict> submit(Proposal proposal) {
        if (gate.fence() == null || outboxTooLong() || committer.oldestAgeMillis() > limits.outboxMaxAgeMillis) {
            return Future.succeededFuture(Obstacle.NOT_READY);
        }
        if (open >= limits.maxInFlight) {
            return Future.succeededFuture(Obstacle.OVERLOADED);
        }
        if (proposal.tooLarge()) {
            return Future.succeededFuture(Obstacle.BAD_DATA);
        }
        Promise<Verdict> promise = Promise.promise();
        open++;
        long nowMillis = time.nowMillis();
        if (!proposal.background()) {
            askedAtMillis = nowMillis;
        }
        (proposal.background() ? background : queue).add(new Waiting(++came, proposal, promise, nowMillis));
        pump();
        return promise.future().andThen(answered -> open--);
    }

    private boolean outboxTooLong() {
        long nowMillis = time.nowMillis();
        if (outboxLength <= limits.outboxMax) {
            return false;
        }
        if (nowMillis - outboxSeenAtMillis < OUTBOX_LOOK_MILLIS) {
            return true;
        }
        outboxSeenAtMillis = nowMillis;
        return false;
    }

    /** How many proposals have no answer yet. */
    int open() {
        return open;
    }

    int queued() {
        return queue.size();
    }

    int queuedBackground() {
        return background.size();
    }

    int busy() {
        return busy.size();
    }

    /** Entries in the cell's outbox, as the last decision told. */
    int outboxLength() {
        return outboxLength;
    }

    private void pump() {
        boolean early = deciding > 0 || committer.waiting();
        if (deciding >= CALLS_MAX || (early && queue.size() < DECIDE_MAX)) {
            return;
        }
        List<Waiting> run = nextRun();
        if (run.isEmpty()) {
            return;
        }
        Fence fence = gate.fence();
        if (fence == null) {
            run.forEach(w -> w.promise.tryComplete(Obstacle.NOT_READY));
            pump();
            return;
        }
        deciding++;
        run.forEach(w -> askedLeads.add(w.proposal.lead()));
        List<Proposal> proposals = run.stream().map(Waiting::proposal).toList();
        arbiter.decide(fence, proposals).onComplete(result -> {
            deciding--;
            run.forEach(w -> askedLeads.remove(w.proposal.lead()));
            if (result.succeeded()) {
                outboxLength = result.result().outboxLength();
                outboxSeenAtMillis = time.nowMillis();
                clock.accept(result.result().nowMillis());
                List<Flight> decided = new ArrayList<>(run.size());
                for (int i = 0; i < run.size(); i++) {
                    read(fence, run.get(i), result.result().replies().get(i), decided);
                }
                committer.add(decided);
            } else {
                failed(fence, run, Trouble.kindOf(result.cause()));
            }
            pump();
        });
    }

    /**
     * Consecutive proposals of one kind; background work only when nobody waits and nothing is being
     * decided. Who asks for a lead that a call under way asks for waits for that call: when it was busy
     * there, those come first.
     */
    private List<Waiting> nextRun() {
        if (queue.isEmpty() && deciding > 0) {
            return List.of();
        }
        Deque<Waiting> from = queue.isEmpty() ? background : queue;
        int max = queue.isEmpty() ? backgroundMax() : DECIDE_MAX;
        List<Waiting> run = new ArrayList<>(Math.min(max, from.size()));
        Waiting head = from.peek();
        while (head != null
                && run.size() < max
                && (head.proposal.lead().isEmpty() || !askedLeads.contains(head.proposal.lead()))
                && (run.isEmpty() || run.get(0).proposal.decision().equals(head.proposal.decision()))) {
            Waiting next = from.remove();
            if (next.proposal.background() && time.nowMillis() - next.sinceMillis > BACKGROUND_WAIT_MILLIS) {
                // Whoever proposed it may long think otherwise.
                next.promise.tryComplete(Obstacle.OVERLOADED);
            } else if (busyLeads.contains(next.proposal.lead())) {
                waitForTheLead(next);
            } else {
                run.add(next);
            }
            head = from.peek();
        }
        return run;
    }

    private int backgroundMax() {
        return time.nowMillis() - askedAtMillis < QUIET_MILLIS ? BACKGROUND_MAX : BACKGROUND_MAX_QUIET;
    }

    private void read(Fence fence, Waiting waiting, Arbiter.Reply reply, List<Flight> decided) {
        String[] parts = reply.text().split("\n", -1);
        switch (parts[0]) {
            case "ok", "replay" ->
                decided.add(new Flight(
                        fence,
                        Entry.parse(reply.entry()),
                        parts.length > 1 ? parts[1] : "",
                        parts[0].equals("replay"),
                        time.nowMillis(),
                        waiting.promise));
            case "reused" -> waiting.promise.tryComplete(Obstacle.KEY_REUSED);
            case "stale" -> waiting.promise.tryComplete(Obstacle.STALE);
            case "busy" -> waitForTheLead(waiting);
            case "failed" -> {
                LOG.error(
                        "{}.lua could not decide a request: {}",
                        waiting.proposal.decision().name(),
                        reply.text());
                waiting.promise.tryComplete(Obstacle.OUTCOME_UNKNOWN);
            }
            default ->
                waiting.promise.tryComplete(
                        new Verdict.Refused(parts[0], Arrays.asList(parts).subList(1, parts.length)));
        }
    }

    /**
     * Nobody overtakes: those who have waited for a lead in flight go before all that came after them, and who asks for
     * the same lead meanwhile waits behind them.
     */
    private void waitForTheLead(Waiting waiting) {
        if (time.nowMillis() - waiting.sinceMillis >= limits.busyRetryMillis) {
            waiting.promise.tryComplete(Obstacle.BUSY);
            return;
        }
        busy.add(waiting);
        busyLeads.add(waiting.proposal.lead());
        if (!busyTimer) {
            busyTimer = true;
            time.after(BUSY_PAUSE_MILLIS, () -> {
                busyTimer = false;
                List<Waiting> waited = new ArrayList<>(busy);
                busy.clear();
                busyLeads.clear();
                Map<Boolean, List<Waiting>> parts = waited.stream()
                        .sorted(Comparator.comparingLong(Waiting::number))
                        .collect(Collectors.partitioningBy(one -> one.proposal.background()));
                putBack(parts.getOrDefault(false, List.of()), queue);
                putBack(parts.getOrDefault(true, List.of()), background);
                pump();
            });
        }
    }

    /** Each to where it was in the order in which they came: among those there may be some that have waited longer. */
    private static void putBack(List<Waiting> waited, Deque<Waiting> queue) {
        Deque<Waiting> front = new ArrayDeque<>();
        for (Waiting waiting : waited) {
            while (!queue.isEmpty() && queue.element().number < waiting.number) {
                front.add(queue.remove());
            }
            front.add(waiting);
        }
        while (!front.isEmpty()) {
            queue.addFirst(front.removeLast());
        }
    }

    private void failed(Fence fence, List<Waiting> run, Trouble.Kind kind) {
        Obstacle obstacle = kind == Trouble.Kind.UNREACHABLE ? Obstacle.OUTCOME_UNKNOWN : Obstacle.NOT_READY;
        if (kind == Trouble.Kind.FORGOTTEN) {
            gate.doubt(fence, "Redis does not know the scripts");
        }
        run.forEach(w -> w.promise.tryComplete(obstacle));
    }
}
