package io.pelagos.channel.fetch;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.Intake;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.fetch.FetchTable.Pending;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what is pending, on any node: each is taken under a lease, so that of a node that dies another goes on with
 * it. A lead that is fetched twice is a duplicate to the intake.
 */
public final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    private static final int BATCH_MAX = 16;
    /** Of one channel at a time: platforms count. */
    private static final int TOGETHER_MAX = 4;
    /** A node that has not renewed it for so long has died. */
    private static final double LEASE_SECONDS = 15;

    private static final long RENEW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final double DAY_SECONDS = 86_400;
    /** A lead that alone is refused so often waits for somebody; in all, some ten minutes. */
    private static final int REFUSALS_MAX = 8;
    /** How soon it is seen that somebody has made the channel what it was. */
    private static final double STRANGE_SECONDS = 60;

    private final FetchTable table;
    private final Map<Channel.Type, LeadSource> sources;
    private final Web web;
    private final Directory directory;
    private final ContactVault vault;
    private final Intake intake;
    private final Forgetting forgetting;
    private boolean running;
    /** The batch that is under way; empty when nothing of it is this node's any more. */
    private List<Pending> held = List.of();

    private long renewedNanos;

    public Fetcher(
            FetchTable table,
            Map<Channel.Type, LeadSource> sources,
            Web web,
            Directory directory,
            ContactVault vault,
            Intake intake,
            Forgetting forgetting) {
        this.table = table;
        this.sources = sources;
        this.web = web;
        this.directory = directory;
        this.vault = vault;
        this.intake = intake;
        this.forgetting = forgetting;
    }

    /** Some of what is due; whether more may be. While some are under way, renews their lease now and then. */
    public Future<Boolean> runDue() {
        if (running) {
            return renew().map(false);
        }
        running = true;
        renewedNanos = System.nanoTime();
        return table.take(BATCH_MAX, LEASE_SECONDS).compose(this::all).andThen(done -> {
            running = false;
            held = List.of();
        });
    }

    private Future<Void> renew() {
        List<Pending> batch = held;
        if (batch.isEmpty() || System.nanoTime() - renewedNanos < RENEW_NANOS) {
            return Future.succeededFuture();
        }
        renewedNanos = System.nanoTime();
        return table.hold(batch, LEASE_SECONDS).map(own -> {
            if (!own && held == batch) {
                held = List.of();
            }
            return null;
        });
    }

    private Future<Boolean> all(List<Pending> taken) {
        held = taken;
        Map<String, List<Pending>> channels = new HashMap<>();
        taken.forEach(one -> channels.computeIfAbsent(one.tenant() + " " + one.channel(), c -> new ArrayList<>())
                .add(one));
        List<Future<Boolean>> started =
                channels.values().stream().map(of -> some(of, 0)).toList();
        return Future.join(started).map(done -> taken.size() == BATCH_MAX);
    }

    /** A few at a time; the others are let be once one says that it is no use now. */
    private Future<Boolean> some(List<Pending> channel, int from) {
        if (from >= channel.size() || held.isEmpty()) {
            return Future.succeededFuture(true);
        }
        int to = Math.min(channel.size(), from + TOGETHER_MAX);
        List<Future<Boolean>> together =
                channel.subList(from, to).stream().map(this::one).toList();
        return Future.join(together)
                .compose(done -> done.<Boolean>list().stream().allMatch(go -> go)
                        ? some(channel, to)
                        : Future.succeededFuture(false));
    }

    /** Whether to go on with the channel. */
    private Future<Boolean> one(Pending one) {
        TenantConfig tenant = directory.tenant(one.tenant());
        if (tenant == null) {
            return Future.succeededFuture(false);
        }
        Channel channel = tenant.get(Channel.CHANNEL, one.channel());
        LeadSource source = channel == null ? null : sources.get(channel.type());
        if (channel == null || source == null) {
            // The platform was told 200: whatever this node or a manager takes the channel for, nothing goes.
            String reason = channel == null ? "no-channel" : "wrong-type";
            return table.pause(one, STRANGE_SECONDS, reason, 0).map(false);
        }
        return vault.ready(one.tenant())
                .compose(keys -> one.wanted().action() == FetchWanted.Action.DELETED
                        ? forgetting
                                .forget(tenant, channel, one.wanted())
                                .map(gone -> gone ? new Outcome.Taken() : (Outcome) new Outcome.Alone("busy", false))
                        : fetch(one, tenant, channel, source))
                .recover(broken -> {
                    LOG.warn("a fetch broke: {}", broken.getClass().getName());
                    return Future.succeededFuture(new Outcome.Alone("failed", false));
                })
                .compose(outcome -> note(one, outcome));
    }

    /** What became of one try. */
    private sealed interface Outcome {
        record Taken() implements Outcome {}

        /** Only this one has to wait; for good when nothing will change by itself. */
        record Alone(String reason, boolean forGood) implements Outcome {}

        /** All of the channel have to wait; {@code atLeastSeconds} as the platform asks. */
        record All(String reason, long atLeastSeconds) implements Outcome {}

        record Blocked(String reason) implements Outcome {}
    }

    private Future<Outcome> fetch(Pending one, TenantConfig tenant, Channel channel, LeadSource source) {
        LeadSource.Question question =
                source.question(channel, ChannelSecrets.open(vault.keys(one.tenant()), channel), one.wanted());
        if (question == null) {
            return Future.succeededFuture(new Outcome.Blocked("token-missing"));
        }
        return web.ask(question).transform(done -> {
            if (done.failed()) {
                return Future.succeededFuture(new Outcome.All(Web.reason(done.cause()), 0));
            }
            Web.Reply reply = done.result();
            LeadSource.Answer answer = source.read(channel, one.wanted(), reply.status(), reply.body());
            if (answer instanceof LeadSource.Answer.Lead lead) {
                return intake.accept(tenant.no(), lead.draft(), "channel:" + channel.id(), null)
                        .map(Fetcher::taken);
            }
            return Future.succeededFuture(refused(answer, reply.retryAfterSeconds()));
        });
    }

    private static Outcome taken(Accepted accepted) {
        if (accepted instanceof Accepted.Overloaded || accepted instanceof Accepted.Unknown) {
            return new Outcome.Alone("not-ready", false);
        }
        return accepted instanceof Accepted.Refused ? new Outcome.Alone("cannot-be-stored", true) : new Outcome.Taken();
    }

    private static Outcome refused(LeadSource.Answer answer, long retryAfterSeconds) {
        if (answer instanceof LeadSource.Answer.Locked locked) {
            return new Outcome.Blocked(locked.reason());
        } else if (answer instanceof LeadSource.Answer.Later later) {
            return new Outcome.All(later.reason(), retryAfterSeconds);
        }
        return new Outcome.Alone(((LeadSource.Answer.Failed) answer).reason(), false);
    }

    private Future<Boolean> note(Pending one, Outcome outcome) {
        if (outcome instanceof Outcome.Taken) {
            return table.done(one).compose(done -> table.goOn(one)).map(true);
        } else if (outcome instanceof Outcome.Alone alone) {
            boolean ours = alone.reason.equals("not-ready") || alone.reason.equals("busy");
            int before = ours ? one.tries() : one.refused() + 1;
            boolean blocked = alone.forGood || (!ours && before >= REFUSALS_MAX);
            return table.postpone(one, pauseSeconds(before), alone.reason, blocked, !ours)
                    .compose(done -> table.goOn(one))
                    .map(true);
        } else if (outcome instanceof Outcome.All all) {
            int pauses = one.pauses() + 1;
            double seconds = Math.max(pauseSeconds(pauses), (double) all.atLeastSeconds);
            return table.pause(one, Math.min(DAY_SECONDS, seconds), all.reason, pauses)
                    .map(false);
        }
        String reason = ((Outcome.Blocked) outcome).reason;
        LOG.warn("fetches of channel {} of tenant {} wait: {}", one.channel(), one.tenant(), reason);
        return table.blockAll(one, reason).map(false);
    }

    private static double pauseSeconds(int tries) {
        return Math.min(DAY_SECONDS, Math.pow(2, tries));
    }
}
