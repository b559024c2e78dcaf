package io.pelagos.channel;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keyset;
import io.pelagos.platform.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for new leads: PostgreSQL first, acknowledged when committed. Leads that wait at the same moment are
 * committed together; a batch leaves as soon as a slot is free, without a timer. May be called from any thread.
 */
public final class Intake {
    /**
     * The intake's bounds.
     *
     * @param maxWaiting leads that may wait for a batch; above it they are answered {@link Accepted.Overloaded}
     * @param maxWaitingBytes what leads that wait or are on their way into the database may hold; likewise
     * @param maxWaitMillis how long a lead may wait for a batch; likewise
     * @param maxBatch leads of one transaction
     * @param maxInFlight batches at the same time, each on its own connection
     * @param maxAttempts how often a batch is tried that loses its connection; after so many lost races it pauses between them
     */
    public record Settings(
            int maxWaiting, long maxWaitingBytes, long maxWaitMillis, int maxBatch, int maxInFlight, int maxAttempts) {
        public static final Settings USUAL = new Settings(20_000, 64L << 20, 5_000, 512, 2, 8);
    }

    /** Hears of each answer about a lead that came by a channel. */
    @FunctionalInterface
    public interface Listener {
        void answered(int tenant, String channel, LeadDraft draft, Accepted answer);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Vertx vertx;
    private final Context context;
    private final Settings settings;
    private final ContactVault vault;
    private final DraftSealer sealer;
    private final IntakeCounts counts = new IntakeCounts();
    private final ArrayDeque<List<Entry>> waiting = new ArrayDeque<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ArrayDeque<BatchRun> free = new ArrayDeque<>();
    private boolean timed;
    private @Nullable Promise<Void> drained;
    private volatile boolean closing;
    private volatile @Nullable Listener listener;
    private volatile Tracing tracing = Tracing.off();

    /**
     * Opens the door; connections are made when leads come.
     *
     * @param connect a new connection to PostgreSQL, with its timeouts set, or a failure in bounded time; asked again
     *     when one is lost
     * @param touched is told when leads that are there already have been touched
     * @param ids of leads and of the transitions by which they come: each is given out once, to whomever
     */
    public Intake(
            Vertx vertx,
            Supplier<Future<PgConnection>> connect,
            ContactVault vault,
            InstantSource clock,
            Policies policies,
            Entered entered,
            Runnable touched,
            LongSupplier ids,
            Settings settings) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.vault = vault;
        this.sealer = new DraftSealer(vault, clock, policies, ids);
        for (int slot = 0; slot < settings.maxInFlight(); slot++) {
            free.add(new BatchRun(vertx, connect, sealer, entered, touched, settings, counts));
        }
    }

    /**
     * Takes a lead in. Fails only when something is broken; all that is expected is an {@link Accepted}.
     *
     * @param actor who brings it, for the journal: {@code channel:<id>} or the principal's id
     * @param request null when it came without a key
     */
    public Future<Accepted> accept(int tenant, LeadDraft draft, String actor, @Nullable RequestKey request) {
        return acceptAll(tenant, List.of(new Arrival(draft, request)), actor).map(all -> all.get(0));
    }

    /**
     * Takes leads in that came together, in their order: of two that are the same the earlier one leads, if both fit
     * into one batch. Their answers in the same order; fails likewise.
     */
    public Future<List<Accepted>> acceptAll(int tenant, List<Arrival> arrivals, String actor) {
        Future<List<Accepted>> answers = tracing.call("postgresql", "intake", () -> take(tenant, arrivals, actor));
        Listener told = listener;
        return told == null
                ? answers
                : answers.onSuccess(all -> {
                    for (int i = 0; i < all.size(); i++) {
                        LeadDraft draft = arrivals.get(i).draft();
                        String channel = draft.channel();
                        if (channel != null) {
                            told.answered(tenant, channel, draft, all.get(i));
                        }
                    }
                });
    }

    /** From now on what is taken in is traced. */
    public void trace(Tracing by) {
        tracing = by;
    }

    /** From now on this one hears of all answers. */
    public void listen(Listener each) {
        listener = each;
    }

    private Future<List<Accepted>> take(int tenant, List<Arrival> arrivals, String actor) {
        List<@Nullable Accepted> known = new ArrayList<>(arrivals.size());
        for (Arrival arrival : arrivals) {
            known.add(arrival.draft().test() ? new Accepted.Test() : room() ? null : overloaded());
        }
        if (!known.contains(null)) {
            return Future.succeededFuture(List.copyOf(known));
        }
        return vault.ready(tenant)
                .onFailure(broken -> gone(Collections.frequency(known, null)))
                .compose(keys -> {
                    List<Entry> together = new ArrayList<>(arrivals.size());
                    List<Future<Accepted>> answers = new ArrayList<>(arrivals.size());
                    for (int i = 0; i < arrivals.size(); i++) {
                        Accepted answer = known.get(i);
                        answers.add(
                                answer == null
                                        ? seal(keys, tenant, arrivals.get(i), actor, together)
                                        : Future.succeededFuture(answer));
                    }
                    if (!together.isEmpty()) {
                        context.runOnContext(enter -> enqueue(together));
                    }
                    return Future.all(answers).map(all -> all.<Accepted>list());
                });
    }

    /** Whether one more may wait; it is counted then. */
    private boolean room() {
        if (closing) {
            return false;
        }
        if (waitingCount.incrementAndGet() > settings.maxWaiting()) {
            waitingCount.decrementAndGet();
            return false;
        }
        return true;
    }

    private Future<Accepted> seal(Keyset keys, int tenant, Arrival arrival, String actor, List<Entry> together) {
        Entry entry;
        try {
            entry = sealer.entry(keys, tenant, arrival.draft(), actor, arrival.request());
        } catch (RuntimeException broken) {
            gone(1);
            // Only the class: the message may repeat what the platform sent. Those that came with it go on.
            LOG.error("a lead of tenant {} cannot be sealed: {}", tenant, broken.getClass());
            return Future.succeededFuture(new Accepted.Refused("it cannot be stored"));
        }
        int bytes = entry.bytes();
        if (waitingBytes.addAndGet(bytes) > settings.maxWaitingBytes()) {
            waitingBytes.addAndGet(-bytes);
            gone(1);
            return Future.succeededFuture(overloaded());
        }
        together.add(entry);
        return entry.answer().onComplete(done -> waitingBytes.addAndGet(-bytes));
    }

    /** Some that were counted will not come. */
    private void gone(int leads) {
        waitingCount.addAndGet(-leads);
        context.runOnContext(look -> tellWhenDrained());
    }

    private Accepted overloaded() {
        counts.overloaded.increment();
        return new Accepted.Overloaded();
    }

    /** Leads that wait for a batch now. */
    public int waiting() {
        return Math.max(0, waitingCount.get());
    }

    public int waitingMax() {
        return settings.maxWaiting();
    }

    public IntakeCounts counts() {
        return counts;
    }

    /** Sends away what comes from now on. Completes when nothing waits and nothing is in flight, connections closed. */
    public Future<Void> drain() {
        closing = true;
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            Promise<Void> earlier = drained;
            drained = done;
            if (earlier != null) {
                done.future().onComplete(earlier);
            }
            tellWhenDrained();
        });
        return done.future();
    }

    private void enqueue(List<Entry> together) {
        for (int from = 0; from < together.size(); from += settings.maxBatch()) {
            waiting.add(together.subList(from, Math.min(together.size(), from + settings.maxBatch())));
        }
        flush();
        limitTheWait();
    }

    /** While PostgreSQL stands still nobody waits longer than a platform would. */
    private void limitTheWait() {
        List<Entry> oldest = waiting.peek();
        if (oldest == null || timed) {
            return;
        }
        timed = true;
        vertx.setTimer(Math.max(1, leftMillis(oldest)), t -> {
            timed = false;
            List<Entry> late = waiting.peek();
            while (late != null && leftMillis(late) <= 0) {
                waiting.remove();
                waitingCount.addAndGet(-late.size());
                late.forEach(entry -> entry.answer(overloaded()));
                late = waiting.peek();
            }
            limitTheWait();
            tellWhenDrained();
        });
    }

    private long leftMillis(List<Entry> together) {
        return settings.maxWaitMillis() - (System.nanoTime() - together.get(0).sinceNanos) / 1_000_000;
    }

    private void flush() {
        while (!waiting.isEmpty() && !free.isEmpty()) {
            BatchRun run = free.remove();
            List<Entry> batch = new ArrayList<>(waiting.remove());
            while (!waiting.isEmpty() && batch.size() + waiting.peek().size() <= settings.maxBatch()) {
                batch.addAll(waiting.remove());
            }
            waitingCount.addAndGet(-batch.size());
            run.run(batch)
                    .onComplete(done -> context.runOnContext(again -> {
                        free.add(run);
                        flush();
                        tellWhenDrained();
                    }));
        }
    }

    private void tellWhenDrained() {
        Promise<Void> waiter = drained;
        if (waiter != null && waitingCount.get() == 0 && free.size() == settings.maxInFlight()) {
            drained = null;
            free.forEach(BatchRun::close);
            waiter.complete();
        }
    }
}
