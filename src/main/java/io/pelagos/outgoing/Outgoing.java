package io.pelagos.outgoing;

import io.pelagos.journal.JournalTail;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Share;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Webhooks at work: one node at a time works for each, and goes on where the one before has stopped. */
public final class Outgoing {
    private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);
    private static final long ROUND_MILLIS = 200;
    private static final long RENEW_MILLIS = 1_000;
    /** Pages in a round: a renewal must not come late. */
    private static final int PAGES_MAX = 10;
    /** An attempt begins only if it can end before the lease: so long may a renewal be late before none begins. */
    private static final int LEASE_SPARE_MILLIS = 5_000;

    /**
     * Bounds.
     *
     * @param timeoutMillis of an attempt
     * @param maxInFlight attempts under way in this node
     * @param maxInFlightEach of one webhook
     * @param maxPending lines of a webhook that wait in its table; what is beyond stays in the journal
     */
    public record Settings(int timeoutMillis, int maxInFlight, int maxInFlightEach, int maxPending) {}

    private final Vertx vertx;
    private final Directory directory;
    private final Leases leases;
    private final Desk desk;
    private final Reader reader;
    private final LongSupplier steadyMillis;
    private final long renewMillis;
    private boolean running;
    private volatile long renewAtMillis;
    private boolean failing;
    private boolean stopping;

    /**
     * What it works with.
     *
     * @param pg a connection that plans by index, of its own: its order is relied on
     * @param sql for transactions of configuration
     * @param node names this node among the others
     * @param share which webhooks are left to it
     * @param nowMillis the time of the cells
     */
    public record Parts(
            Vertx vertx,
            Directory directory,
            PgLink pg,
            PgPool sql,
            LeadStore store,
            ContactVault vault,
            PoolPlacement placement,
            GuardedClient client,
            DeliveryTraces traces,
            String node,
            Share share,
            Clock clock,
            LongSupplier nowMillis) {}

    public Outgoing(Parts parts, Settings settings) {
        this.vertx = parts.vertx;
        this.directory = parts.directory;
        this.steadyMillis = () -> System.nanoTime() / 1_000_000;
        this.renewMillis = Math.min(RENEW_MILLIS, settings.timeoutMillis());
        Positions positions = new Positions(parts.pg, parts.node);
        this.reader =
                new Reader(new JournalTail(parts.pg), positions, this::webhook, parts.nowMillis, settings.maxPending());
        this.desk = new Desk(
                new PendingLines(parts.pg),
                parts.store,
                parts.vault,
                new Messages(parts.vault, parts.placement, parts.clock),
                parts.client,
                parts.traces,
                this::webhook,
                new GoneReceivers(parts.sql, directory)::switchOff,
                parts.nowMillis,
                steadyMillis,
                new SplittableRandom(),
                settings);
        this.leases =
                new Leases(positions, desk, parts.share, steadyMillis, settings.timeoutMillis() + LEASE_SPARE_MILLIS);
    }

    public OutgoingCounts counts() {
        return desk.counts();
    }

    /** Attempts under way. */
    public int inFlight() {
        return desk.underWay();
    }

    /** Webhooks that this node works for; on its thread. */
    public int webhooks() {
        return leases.feeds().size();
    }

    /** Events that wait for them in their tables, near enough; on its thread. */
    public int pending() {
        return leases.feeds().stream().mapToInt(feed -> feed.pending).sum();
    }

    /** On the thread that it will belong to. */
    public void start() {
        // A new webhook need not wait for the next renewal.
        directory.onChange(tenant -> renewAtMillis = 0);
        vertx.setPeriodic(ROUND_MILLIS, timer -> {
            if (stopping) {
                vertx.cancelTimer(timer);
            } else if (!running) {
                running = true;
                // What throws is a failure like any other, and the next round comes.
                Future.succeededFuture().compose(begun -> round()).onComplete(done -> {
                    running = false;
                    tell(done.cause());
                });
            }
        });
    }

    private void tell(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.info("webhooks wait for their next round: {}", failure.getMessage());
        }
        failing = failure != null;
    }

    private Future<Void> round() {
        return (steadyMillis.getAsLong() >= renewAtMillis ? renew() : Future.<Void>succeededFuture())
                .compose(done -> read(PAGES_MAX));
    }

    private Future<Void> renew() {
        renewAtMillis = steadyMillis.getAsLong() + renewMillis;
        return leases.renew(wanted());
    }

    private Future<Void> read(int pages) {
        return reader.read(leases.feeds())
                .compose(more -> more && pages > 1 && !stopping && steadyMillis.getAsLong() < renewAtMillis
                        ? read(pages - 1)
                        : Future.succeededFuture());
    }

    /** Null for one that is not to be told. */
    private @Nullable Webhook webhook(Key key) {
        TenantConfig tenant = directory.tenant(key.tenant());
        Webhook webhook = tenant == null ? null : tenant.get(Webhook.WEBHOOK, key.webhook());
        return webhook != null && webhook.enabled() ? webhook : null;
    }

    /** Which webhooks are to be told, by the newest configuration. */
    private Set<Key> wanted() {
        Set<Key> wanted = new HashSet<>();
        for (TenantConfig tenant : directory.all()) {
            tenant.all(Webhook.WEBHOOK).values().stream()
                    .filter(Webhook::enabled)
                    .forEach(webhook -> wanted.add(new Key(tenant.no(), webhook.id())));
        }
        return wanted;
    }

    /** Begins nothing more, waits for what is on its way, and leaves the rest to other nodes. */
    public Future<Void> stop(long withinMillis) {
        stopping = true;
        leases.end();
        return idle(steadyMillis.getAsLong() + withinMillis)
                .compose(done -> leases.release())
                .timeout(withinMillis, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private Future<Void> idle(long untilMillis) {
        boolean idle = !running && leases.idle();
        if (idle || steadyMillis.getAsLong() >= untilMillis) {
            return Future.succeededFuture();
        }
        return vertx.timer(20, TimeUnit.MILLISECONDS).compose(passed -> idle(untilMillis));
    }
}
