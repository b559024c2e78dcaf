package io.pelagos.bots;

import io.pelagos.alert.AlertKind;
import io.pelagos.alert.Alerts;
import io.pelagos.team.BotPolicy;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices who claims as no person does, and says what becomes of their claims. A claim costs a look into memory: what is
 * counted is this node's own, and only a suspicion is written down. Other nodes take it up within a second, so an agent
 * who spreads over nodes is noticed at so many times the limit. For the thread of requests.
 */
public final class Bots {
    private static final Logger LOG = LoggerFactory.getLogger(Bots.class);
    private static final int AGENTS_MAX = 10_000;
    private static final int DELAYED_MAX = 4;
    private static final long LOOK_MILLIS = 1_000;
    private static final long WRITE_MILLIS = 5_000;
    private static final long FORGET_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final Suspects suspects;
    private final Alerts alerts;
    private final Directory directory;
    private final Clock clock;
    private final LongSupplier monotonicMillis;
    private final Map<Key, Watched> watched = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Watched> eldest) {
            return size() > AGENTS_MAX;
        }
    };
    /** Until when, as the table says, and what this node has just written to it. */
    private final Map<Key, Long> lasting = new HashMap<>();

    private boolean looking;

    /** What becomes of a claim. */
    public sealed interface Verdict {
        Verdict GO = new Go();

        record Go() implements Verdict {}

        /** It waits; {@link #waited} afterwards. */
        record Later(long millis) implements Verdict {}

        /** As many as allowed wait already. */
        record Crowded(long millis) implements Verdict {}

        record Blocked(long untilMillis) implements Verdict {}
    }

    /** @param monotonicMillis a clock that is never set */
    public Bots(Suspects suspects, Alerts alerts, Directory directory, Clock clock, LongSupplier monotonicMillis) {
        this.suspects = suspects;
        this.alerts = alerts;
        this.directory = directory;
        this.clock = clock;
        this.monotonicMillis = monotonicMillis;
    }

    public void start(Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
        vertx.setPeriodic(FORGET_MILLIS, timer -> suspects.forget().onFailure(Bots::later));
    }

    /** An agent wants to claim. */
    public Verdict attempt(TenantConfig tenant, String agent, String session) {
        BotPolicy policy = tenant.tenant().safety().bots();
        if (policy == null) {
            return Verdict.GO;
        }
        Key key = new Key(tenant.no(), agent);
        Watched one = watched.computeIfAbsent(key, k -> new Watched());
        suspect(key, one, policy, one.attempt(policy, session, monotonicMillis.getAsLong()));
        Long until = lasting.get(key);
        if (until == null || until <= clock.millis()) {
            return Verdict.GO;
        }
        return switch (policy.then()) {
            case WARN -> Verdict.GO;
            case BLOCK -> new Verdict.Blocked(until);
            case SLOW_DOWN -> later(one, policy.delay().toMillis());
        };
    }

    private static Verdict later(Watched one, long millis) {
        if (one.delayed >= DELAYED_MAX) {
            return new Verdict.Crowded(millis);
        }
        one.delayed++;
        return new Verdict.Later(millis);
    }

    /** A claim that had to wait goes on. */
    public void waited(TenantConfig tenant, String agent) {
        Watched one = watched.get(new Key(tenant.no(), agent));
        if (one != null && one.delayed > 0) {
            one.delayed--;
        }
    }

    /** An agent has won a lead, so long after it had appeared in its pool. */
    public void won(TenantConfig tenant, String agent, long afterMillis) {
        BotPolicy policy = tenant.tenant().safety().bots();
        BotPolicy.Reflex reflex = policy == null ? null : policy.reflex();
        if (policy != null && reflex != null) {
            Key key = new Key(tenant.no(), agent);
            Watched one = watched.computeIfAbsent(key, k -> new Watched());
            suspect(key, one, policy, one.won(reflex, afterMillis));
        }
    }

    private void suspect(Key key, Watched one, BotPolicy policy, Watched.@Nullable Reason reason) {
        long now = monotonicMillis.getAsLong();
        if (reason == null
                || (one.writtenMillis != Long.MIN_VALUE && now - one.writtenMillis < WRITE_MILLIS)
                || (lasting.size() >= AGENTS_MAX && !lasting.containsKey(key))) {
            return;
        }
        one.writtenMillis = now;
        long since = clock.millis();
        long until = since + policy.hold().toMillis();
        lasting.merge(key, until, Math::max);
        String then = policy.then().name().toLowerCase(Locale.ROOT);
        suspects.write(key, new Suspect(key.agent(), since, until, reason.why(), reason.evidence(), then, null))
                .compose(done -> alerts.raise(key.tenant(), AlertKind.CLAIM_BOT, key.agent(), since))
                .onFailure(Bots::later);
    }

    /** Ends a suspicion; false when there is none. On other nodes within a second. */
    public Future<Boolean> lift(TenantConfig tenant, String agent, String by) {
        Key key = new Key(tenant.no(), agent);
        long now = clock.millis();
        return suspects.lift(key, by, now).compose(lifted -> {
            lasting.remove(key);
            watched.remove(key);
            return alerts.end(key.tenant(), AlertKind.CLAIM_BOT, agent, now).map(lifted);
        });
    }

    /** Takes up what other nodes have noticed and lifted; nothing is asked while no firm looks for bots. */
    Future<Void> look() {
        boolean wanted =
                directory.all().stream().anyMatch(t -> t.tenant().safety().bots() != null);
        if (looking || (!wanted && lasting.isEmpty())) {
            return Future.succeededFuture();
        }
        looking = true;
        long now = clock.millis();
        long asked = monotonicMillis.getAsLong();
        return suspects.lasting(now)
                .onSuccess(found -> takeUp(found, asked))
                .compose(done -> suspects.end(now))
                .compose(ended -> {
                    Future<?> told = Future.succeededFuture();
                    for (Key key : ended) {
                        told = told.compose(done -> alerts.end(key.tenant(), AlertKind.CLAIM_BOT, key.agent(), now));
                    }
                    return told;
                })
                .onFailure(Bots::later)
                .<Void>mapEmpty()
                .onComplete(done -> looking = false);
    }

    /** What this node wrote while it asked may be missing in the answer. */
    private void takeUp(Map<Key, Long> found, long askedMillis) {
        lasting.keySet().removeIf(key -> {
            Watched one = watched.get(key);
            boolean mine =
                    one != null && one.writtenMillis != Long.MIN_VALUE && askedMillis - one.writtenMillis < LOOK_MILLIS;
            return !mine && !found.containsKey(key);
        });
        lasting.putAll(found);
    }

    private static void later(Throwable failure) {
        LOG.info("suspects are written down, or taken up, in a later round: {}", failure.getMessage());
    }
}
