package io.pelagos;

import io.pelagos.alert.Alerts;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.Intake;
import io.pelagos.channel.PendingFetches;
import io.pelagos.channel.Trial;
import io.pelagos.deadletter.DeadLetters;
import io.pelagos.deadletter.LetterBox;
import io.pelagos.deadletter.LetterReplay;
import io.pelagos.followup.DoNotCall;
import io.pelagos.health.ChannelCounts;
import io.pelagos.health.ChannelHealth;
import io.pelagos.health.ChannelMeters;
import io.pelagos.health.Silence;
import io.pelagos.http.ChannelDesk;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.ping.Pings;
import io.pelagos.platform.PgLink;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after channels: counts what comes, keeps what could not be taken, and says when one falls silent. */
final class ChannelCare implements DeliveryWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelCare.class);
    private static final long FLUSH_MILLIS = 1_000;
    private static final long FORGET_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Vertx vertx;
    private final Config config;
    private final LongSupplier nowMillis;
    private final DeadLetters letters;
    private final LetterBox box;
    private final ChannelCounts counts;
    private final Silence silence;
    private final Pings pings;
    private final ChannelDesk desk;
    private volatile boolean stopping;

    /** @param nowMillis the time of the cells */
    ChannelCare(
            Vertx vertx,
            Config config,
            PgLink pg,
            Directory directory,
            ContactVault vault,
            LeadStore store,
            Intake intake,
            PendingFetches fetches,
            Alerts alerts,
            LongSupplier ids,
            LongSupplier nowMillis,
            ChannelMeters meters) {
        this.vertx = vertx;
        this.config = config;
        this.nowMillis = nowMillis;
        this.letters = new DeadLetters(pg, vault, config.deadLetters().maxPerChannel());
        this.box = new LetterBox(vertx, letters, vault, ids);
        this.counts = new ChannelCounts(pg, nowMillis, meters);
        ChannelHealth health = new ChannelHealth(pg, nowMillis);
        this.silence = new Silence(pg, directory, health, alerts, nowMillis, config.watchMillis());
        LetterReplay replay = new LetterReplay(letters, Adapters.ALL, intake, fetches, vault, nowMillis);
        this.pings = new Pings(pg, store, new DoNotCall(pg, vault), vault, ids, nowMillis);
        this.desk = new ChannelDesk(
                this,
                box,
                letters,
                replay,
                counts,
                health,
                pings,
                new Trial(Adapters.ALL, Adapters.ITEMS, Adapters.SOURCES));
        intake.listen(counts::answered);
    }

    ChannelDesk desk() {
        return desk;
    }

    void start() {
        every(FLUSH_MILLIS, () -> counts.flush().onFailure(e -> waits("counting", e)));
        every(config.watchMillis(), silence::look);
        every(FORGET_MILLIS, () -> forget().onFailure(e -> waits("forgetting", e)));
    }

    private void every(long millis, Runnable chore) {
        vertx.setPeriodic(millis, timer -> {
            if (stopping) {
                vertx.cancelTimer(timer);
            } else {
                chore.run();
            }
        });
    }

    private static void waits(String what, Throwable failure) {
        LOG.info("{} what came by channels waits for its next round: {}", what, failure.getMessage());
    }

    private Future<?> forget() {
        long keptMillis = TimeUnit.DAYS.toMillis(config.deadLetters().keepDays());
        return letters.forget(nowMillis.getAsLong() - keptMillis)
                .compose(done -> counts.forget())
                .compose(done -> pings.forget());
    }

    /** Writes what is left; before the connections close. */
    Future<Void> stop() {
        stopping = true;
        return Future.join(box.drain(), counts.flush()).otherwiseEmpty().mapEmpty();
    }

    @Override
    public void arrived(TenantConfig tenant, Channel channel) {
        counts.arrived(tenant.no(), channel.id());
    }

    @Override
    public void refused(
            TenantConfig tenant, Channel channel, Delivery delivery, ChannelAdapter.Reading.Refused refused) {
        counts.refused(tenant.no(), channel.id(), word(refused.status()));
        // Strangers could fill the table.
        if (refused.status() != 401 && refused.status() != 404) {
            box.put(
                    tenant.no(),
                    channel,
                    delivery,
                    refused.status(),
                    refused.reason(),
                    sizeBytes(delivery),
                    refused.proven());
        }
    }

    @Override
    public void disabled(TenantConfig tenant, Channel channel) {
        counts.refused(tenant.no(), channel.id(), "disabled");
    }

    /** A closed list of words: they are counted one by one. */
    private static String word(int status) {
        return switch (status) {
            case 401, 403 -> "signature";
            case 413 -> "too_large";
            case 415 -> "media_type";
            case 404 -> "not_taken";
            default -> "unreadable";
        };
    }

    /** Of a body that was not read, what its sender said. */
    private static long sizeBytes(Delivery delivery) {
        String said = delivery.headers().get("content-length");
        boolean unread = delivery.body().length == 0 && said != null && said.matches("\\d{1,18}");
        return unread ? Long.parseLong(said) : delivery.body().length;
    }

    @Override
    public void unreadable(TenantConfig tenant, Channel channel, Delivery delivery, List<BadPart> parts) {
        parts.forEach(part -> counts.refused(tenant.no(), channel.id(), word(400)));
        String reason = parts.get(0).reason();
        box.put(tenant.no(), channel, delivery, 200, reason, delivery.body().length, true);
    }

    @Override
    public void unstorable(TenantConfig tenant, Channel channel, Delivery delivery, String reason) {
        // The intake has told of the lead already.
        box.put(tenant.no(), channel, delivery, 400, reason, delivery.body().length, true);
    }

    @Override
    public void tested(TenantConfig tenant, Channel channel, int tests) {
        for (int i = 0; i < tests; i++) {
            counts.tested(tenant.no(), channel.id());
        }
    }
}
