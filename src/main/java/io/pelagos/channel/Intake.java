package io.pelagos.channel;

import io.pelagos.lead.ContactVault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param node 0–1023, the part of new ids that tells nodes apart; negative: random
     */
    public record Settings(
            int maxWaiting,
            long maxWaitingBytes,
            long maxWaitMillis,
            int maxBatch,
            int maxInFlight,
            int maxAttempts,
            int node) {
        public static final Settings USUAL = new Settings(20_000, 64L << 20, 5_000, 512, 2, 8, -1);
    }

    /** Hears of each answer about a lead that came by a channel. */
    @FunctionalInterface
    public interface Listener {
        void answered(int tenant, String channel, Accepted answer);
    }

    private final Vertx vertx;
    private final Context context;
    private final Settings settings;
    private final ContactVault vault;
    private final DraftSealer sealer;
    private final IntakeCounts counts = new IntakeCounts();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final ArrayDeque<BatchRun> free = new ArrayDeque<>();
    private boolean timed;
    private @Nullable Promise<Void> drained;
    private volatile boolean closing;
    private volatile @Nullable Listener listener;

    /**
     * Opens the door; connections are made when leads come.
     *
     * @param connect a new connection to PostgreSQL, with its timeouts set, or a failure in bounded time; asked again
     *     when one is lost
     * @param touched is told when leads that are there already have been touched
     */
    public Intake(
            Vertx vertx,
            Supplier<Future<PgConnection>> connect,
            ContactVault vault,
            InstantSource clock,
            Policies policies,
            Entered entered,
            Runnable touched,
            Settings settings) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.vault = vault;
        this.sealer = new DraftSealer(vault, clock, policies, settings.node());
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
        Future<Accepted> answer = take(tenant, draft, actor, request);
        Listener told = listener;
        String channel = draft.channel();
        return told == null || channel == null
                ? answer
                : answer.onSuccess(accepted -> told.answered(tenant, channel, accepted));
    }

    /** From now on this one hears of all answers. */
    public void listen(Listener each) {
        listener = each;
    }

    private Future<Accepted> take(int tenant, LeadDraft draft, String actor, @Nullable RequestKey request) {
        if (draft.test()) {
            return Future.succeededFuture(new Accepted.Test());
        }
        if (closing) {
            return overloaded();
        }
        if (waitingCount.incrementAndGet() > settings.maxWaiting()) {
            waitingCount.decrementAndGet();
            return overloaded();
        }
        return vault.ready(tenant)
                .map(keys -> sealer.entry(keys, tenant, draft, actor, request))
                .onFailure(broken -> gone())
                .compose(entry -> {
                    int bytes = entry.bytes();
                    if (waitingBytes.addAndGet(bytes) > settings.maxWaitingBytes()) {
                        waitingBytes.addAndGet(-bytes);
                        gone();
                        return overloaded();
                    }
                    context.runOnContext(enter -> enqueue(entry));
                    return entry.answer().onComplete(done -> waitingBytes.addAndGet(-bytes));
                });
    }

    /** One that was counted will not come. */
    private void gone() {
        waitingCount.decrementAndGet();
        context.runOnContext(look -> tellWhenDrained());
    }

    private Future<Accepted> overloaded() {
        counts.overloaded.increment();
        return Future.succeededFuture(new Accepted.Overloaded());
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

    private void enqueue(Entry entry) {
        waiting.add(entry);
        flush();
        limitTheWait();
    }

    /** While PostgreSQL stands still nobody waits longer than a platform would. */
    private void limitTheWait() {
        Entry oldest = waiting.peek();
        if (oldest == null || timed) {
            return;
        }
        timed = true;
        vertx.setTimer(Math.max(1, leftMillis(oldest)), t -> {
            timed = false;
            Entry entry = waiting.peek();
            while (entry != null && leftMillis(entry) <= 0) {
                waiting.remove();
                waitingCount.decrementAndGet();
                counts.overloaded.increment();
                entry.answer(new Accepted.Overloaded());
                entry = waiting.peek();
            }
            limitTheWait();
            tellWhenDrained();
        });
    }

    private long leftMillis(Entry entry) {
        return settings.maxWaitMillis() - (System.nanoTime() - entry.sinceNanos) / 1_000_000;
    }

    private void flush() {
        while (!waiting.isEmpty() && !free.isEmpty()) {
            BatchRun run = free.remove();
            List<Entry> batch = new ArrayList<>();
            while (batch.size() < settings.maxBatch() && !waiting.isEmpty()) {
                batch.add(waiting.remove());
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
