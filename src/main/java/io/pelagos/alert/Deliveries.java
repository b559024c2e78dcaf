package io.pelagos.alert;

import io.pelagos.outgoing.Backoff;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Sends what waits in the queue. A message is tried seven times within about two hours; who has not heard of an alert by
 * then sees it in the list. One whose node dies while it is sent may come twice.
 */
final class Deliveries {
    static final int ATTEMPTS_MAX = 7;

    private static final int BATCH_MAX = 20;
    /** Besides the attempt itself: reading and noting. */
    private static final long SLACK_MILLIS = 20_000;

    private final MessageQueue queue;
    private final Directory directory;
    private final Postman postman;
    private final LongSupplier nowMillis;
    private final RandomGenerator random;
    private final long leaseMillis;
    private final MessageCounts counts = new MessageCounts();

    /**
     * Joins the parts.
     *
     * @param nowMillis the time of the cells
     * @param timeoutMillis of an attempt
     */
    Deliveries(
            MessageQueue queue,
            Directory directory,
            Postman postman,
            LongSupplier nowMillis,
            RandomGenerator random,
            int timeoutMillis) {
        this.queue = queue;
        this.directory = directory;
        this.postman = postman;
        this.nowMillis = nowMillis;
        this.random = random;
        this.leaseMillis = timeoutMillis + SLACK_MILLIS;
    }

    MessageCounts counts() {
        return counts;
    }

    /** Whether there was anything to send. */
    Future<Boolean> runDue() {
        long now = nowMillis.getAsLong();
        return queue.take(now, now + leaseMillis, BATCH_MAX)
                .compose(due -> Future.join(due.stream().map(this::send).toList())
                        .otherwiseEmpty()
                        .map(sent -> !due.isEmpty()));
    }

    private Future<?> send(MessageQueue.Due due) {
        TenantConfig firm = directory.tenant(due.tenant());
        AlertTarget target = firm == null ? null : firm.get(AlertTarget.ALERT_TARGET, due.target());
        if (firm == null || target == null || !target.enabled()) {
            return queue.drop(due);
        }
        return postman.send(firm, target, due.id(), due.body()).compose(outcome -> settle(due, outcome));
    }

    private Future<?> settle(MessageQueue.Due due, Postman.Outcome outcome) {
        long now = nowMillis.getAsLong();
        String error = outcome.error();
        counts.count(error == null, due.attempts() < ATTEMPTS_MAX);
        if (error == null) {
            return queue.delivered(due, now);
        }
        long pause = Math.max(Backoff.millis(due.attempts(), random), outcome.wantedMillis());
        return queue.failed(due, error, now, due.attempts() < ATTEMPTS_MAX ? now + pause : 0);
    }
}
