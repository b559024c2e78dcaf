package io.pelagos.outgoing;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.GuardedClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all couriers of a node share: the client, its room, and the tables. */
final class Desk {
    private static final int DONE_MAX = 500;

    private final PendingLines lines;
    private final LeadStore store;
    private final ContactVault vault;
    private final Messages messages;
    private final GuardedClient client;
    private final DeliveryTraces traces;
    private final Function<Key, @Nullable Webhook> webhooks;
    private final Function<Key, Future<Void>> switchOff;
    private final LongSupplier nowMillis;
    private final LongSupplier steadyMillis;
    private final RandomGenerator random;
    private final Outgoing.Settings settings;
    private final Deque<Waiting> done = new ArrayDeque<>();
    private boolean noting;
    private int underWay;
    private final OutgoingCounts counts = new OutgoingCounts();

    private record Waiting(PendingLines.Done done, Promise<Void> noted) {}

    /**
     * @param webhooks the newest configuration of those that are to be told; null for others
     * @param nowMillis the time of the cells
     * @param steadyMillis a clock that is never set
     */
    Desk(
            PendingLines lines,
            LeadStore store,
            ContactVault vault,
            Messages messages,
            GuardedClient client,
            DeliveryTraces traces,
            Function<Key, @Nullable Webhook> webhooks,
            Function<Key, Future<Void>> switchOff,
            LongSupplier nowMillis,
            LongSupplier steadyMillis,
            RandomGenerator random,
            Outgoing.Settings settings) {
        this.lines = lines;
        this.store = store;
        this.vault = vault;
        this.messages = messages;
        this.client = client;
        this.traces = traces;
        this.webhooks = webhooks;
        this.switchOff = switchOff;
        this.nowMillis = nowMillis;
        this.steadyMillis = steadyMillis;
        this.random = random;
        this.settings = settings;
    }

    @Nullable
    Webhook webhook(Key key) {
        return webhooks.apply(key);
    }

    long nowMillis() {
        return nowMillis.getAsLong();
    }

    int maxEach() {
        return settings.maxInFlightEach();
    }

    OutgoingCounts counts() {
        return counts;
    }

    int underWay() {
        return underWay;
    }

    /** So many more may be on their way. */
    int room() {
        return settings.maxInFlight() - underWay;
    }

    /** Whether an attempt that begins now ends while the lease lasts: else another node might overtake it. */
    boolean mayBegin(long leaseUntilMillis) {
        return steadyMillis.getAsLong() + settings.timeoutMillis() < leaseUntilMillis;
    }

    Future<List<PendingLines.Due>> due(Key key, Collection<Long> busy, int max) {
        return lines.due(key, busy, max, nowMillis.getAsLong());
    }

    Future<List<LeadStore.Stored>> leads(Key key, List<PendingLines.Due> due) {
        List<Long> ids = due.stream().map(PendingLines.Due::lead).toList();
        return vault.ready(key.tenant()).compose(ready -> store.find(key.tenant(), ids));
    }

    /** Never fails. */
    Future<Outcome> attempt(Webhook webhook, PendingLines.Due line, LeadStore.@Nullable Stored lead) {
        GuardedClient.Request request;
        try {
            request = messages.message(webhook, line, lead);
        } catch (RuntimeException e) {
            // A lead whose key is gone, say. The others go on.
            return Future.succeededFuture(new Outcome.Failed("unreadable", 0, false));
        }
        if (request == null) {
            return Future.succeededFuture(new Outcome.Over(false));
        }
        underWay++;
        return traces.send(line, request, traced -> client.send(traced, settings.timeoutMillis()))
                .map(Desk::outcome)
                .otherwise(failure -> new Outcome.Failed(String.valueOf(failure.getMessage()), 0, false))
                .onComplete(ended -> underWay--)
                .onSuccess(counts::count);
    }

    private static Outcome outcome(GuardedClient.Reply reply) {
        if (reply.status() >= 200 && reply.status() < 300) {
            return new Outcome.Over(true);
        }
        long wanted = Backoff.mayWish(reply) ? Backoff.wantedMillis(reply.headers()) : 0;
        return new Outcome.Failed("status " + reply.status(), wanted, reply.status() == 410);
    }

    /** Those that end while others are noted are noted together. */
    Future<Void> done(PendingLines.Done line) {
        Waiting waiting = new Waiting(line, Promise.promise());
        done.add(waiting);
        note();
        return waiting.noted.future();
    }

    private void note() {
        if (noting || done.isEmpty()) {
            return;
        }
        noting = true;
        List<Waiting> batch = new ArrayList<>();
        while (!done.isEmpty() && batch.size() < DONE_MAX) {
            batch.add(done.poll());
        }
        lines.done(batch.stream().map(Waiting::done).toList(), nowMillis.getAsLong())
                .onComplete(noted -> {
                    noting = false;
                    note();
                    batch.forEach(waiting -> waiting.noted.handle(noted));
                });
    }

    Future<Void> later(PendingLines.Due line, Outcome.Failed failed) {
        long now = nowMillis.getAsLong();
        long pause = Math.max(Backoff.millis(line.attempts() + 1, random), failed.wantedMillis());
        return lines.later(line, failed.error(), now, now + pause);
    }

    Future<Boolean> bury(PendingLines.Due line, Outcome.Failed failed, long max) {
        return lines.bury(line, failed.error(), nowMillis.getAsLong(), max);
    }

    Future<Void> switchOff(Key key) {
        return switchOff.apply(key);
    }
}
