package io.pelagos.alert;

import io.pelagos.lead.ContactVault;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Repeat;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Directory;
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts at work: looks, tells, forgets, each at its own pace. */
public final class AlertWork {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWork.class);
    private static final long SEND_MILLIS = 500;
    private static final long FORGET_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Vertx vertx;
    private final Alerts alerts;
    private final Notices notices;
    private final MessageQueue queue;
    private final AlertWatch watch;
    private final Deliveries deliveries;
    private final Mail mail;
    private final Postman postman;
    private final LongSupplier nowMillis;
    private final long everyMillis;
    private boolean sending;
    private volatile boolean stopping;

    /**
     * What it works with.
     *
     * @param scans for what reads its way through many rows
     * @param clock of the world, by which receivers judge how fresh a message is
     * @param nowMillis the time of the cells
     */
    public record Parts(
            Vertx vertx,
            PgLink pg,
            PgPool scans,
            Directory directory,
            ContactVault vault,
            PoolLists lists,
            Alerts alerts,
            GuardedClient client,
            LongSupplier ids,
            Clock clock,
            LongSupplier nowMillis) {}

    /**
     * As the configuration has them.
     *
     * @param everyMillis how often somebody looks, over all nodes
     * @param timeoutMillis of an attempt to tell somebody
     * @param publicUrl of the server, as people call it; empty when it is not known
     */
    public record Settings(long everyMillis, int timeoutMillis, String publicUrl, Mail.Settings mail) {}

    public AlertWork(Parts parts, Settings settings) {
        this.vertx = parts.vertx;
        this.alerts = parts.alerts;
        this.nowMillis = parts.nowMillis;
        this.everyMillis = settings.everyMillis;
        this.mail = new Mail(vertx, settings.mail);
        this.postman =
                new Postman(parts.client, mail, parts.vault, settings.publicUrl, parts.clock, settings.timeoutMillis);
        this.notices = new Notices(parts.pg, alerts, parts.ids);
        this.queue = new MessageQueue(parts.pg);
        this.watch = new AlertWatch(
                new Turns(parts.pg),
                parts.directory,
                alerts,
                new Onsets(parts.pg),
                new Meter(parts.lists, new Counts(parts.scans)),
                notices,
                nowMillis,
                everyMillis);
        this.deliveries = new Deliveries(
                queue, parts.directory, postman, nowMillis, new SplittableRandom(), settings.timeoutMillis);
    }

    /** On the thread that it will belong to. */
    public void start() {
        every(everyMillis, watch::look);
        every(SEND_MILLIS, this::send);
        every(FORGET_MILLIS, this::forget);
    }

    private void every(long millis, Supplier<Future<?>> chore) {
        vertx.setPeriodic(millis, timer -> {
            if (stopping) {
                vertx.cancelTimer(timer);
            } else {
                chore.get().onFailure(e -> LOG.info("alerts wait for their next round: {}", e.getMessage()));
            }
        });
    }

    /** Batch after batch while there are any. */
    private Future<Void> send() {
        if (sending) {
            return Future.succeededFuture();
        }
        sending = true;
        return Repeat.whileTrue(() -> deliveries.runDue().map(any -> any && !stopping))
                .onComplete(done -> sending = false);
    }

    private Future<?> forget() {
        long now = nowMillis.getAsLong();
        return alerts.forget().compose(done -> notices.forget(now)).compose(done -> queue.forget(now));
    }

    public MessageCounts counts() {
        return deliveries.counts();
    }

    /** Who tells targets. */
    public Postman postman() {
        return postman;
    }

    /** Nothing more is begun; what is not over another node sends again. */
    public Future<Void> stop() {
        stopping = true;
        return mail.close();
    }

    /** What is kept of a rule that goes, or is about something else from now on, in the transaction that says so. */
    public static Future<?> forgetRule(SqlClient transaction, int tenant, String rule, long nowMillis) {
        return Alerts.endAll(transaction, tenant, rule, nowMillis)
                .compose(done -> Onsets.forgetAll(transaction, tenant, rule))
                .compose(done -> Notices.forgetAll(transaction, tenant, rule));
    }
}
