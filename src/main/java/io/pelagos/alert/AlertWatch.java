package io.pelagos.alert;

import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether anything is as rules forbid, and has the targets told. Alerts begin and end by statements that do nothing
 * the second time: whoever looks, and however often, each begins once, ends once and is told once.
 */
final class AlertWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);
    private static final String TURN = "alerts";

    private final Turns turns;
    private final Directory directory;
    private final Alerts alerts;
    private final Onsets onsets;
    private final Meter meter;
    private final Notices notices;
    private final LongSupplier nowMillis;
    private final long everyMillis;
    private boolean looking;

    /**
     * Joins the parts.
     *
     * @param nowMillis the time of the cells
     * @param everyMillis how often somebody looks, over all nodes
     */
    AlertWatch(
            Turns turns,
            Directory directory,
            Alerts alerts,
            Onsets onsets,
            Meter meter,
            Notices notices,
            LongSupplier nowMillis,
            long everyMillis) {
        this.turns = turns;
        this.directory = directory;
        this.alerts = alerts;
        this.onsets = onsets;
        this.meter = meter;
        this.notices = notices;
        this.nowMillis = nowMillis;
        this.everyMillis = everyMillis;
    }

    /** One look at all firms, unless this node still looks; what fails waits for the next. */
    Future<Void> look() {
        if (looking) {
            return Future.succeededFuture();
        }
        looking = true;
        return alerts.open()
                .compose(open -> {
                    Future<Void> done = Future.succeededFuture();
                    for (TenantConfig firm : directory.all()) {
                        boolean rules = !firm.all(AlertRule.ALERT_RULE).isEmpty();
                        // A node that had not heard yet of a rule's end may have raised one more.
                        boolean strays = open.getOrDefault(firm.no(), List.of()).stream()
                                .anyMatch(alert -> !alert.rule().isEmpty());
                        if (rules || strays) {
                            done = done.compose(x -> look(firm.no())).recover(e -> waits(firm.id(), e));
                        }
                    }
                    return done;
                })
                .recover(e -> waits("all", e))
                .onComplete(over -> looking = false);
    }

    private static <T> Future<T> waits(String what, Throwable failure) {
        LOG.info("The look for alerts of {} waits for the next round: {}", what, failure.getMessage());
        return Future.succeededFuture();
    }

    /** One node looks at a firm; the others need not. */
    private Future<Void> look(int tenant) {
        return turns.take(tenant, TURN, everyMillis).compose(taken -> {
            // Its rules as they are now: the firms before it may have taken a while.
            TenantConfig firm = directory.tenant(tenant);
            return taken && firm != null ? lookNow(firm) : Future.succeededFuture();
        });
    }

    private Future<Void> lookNow(TenantConfig firm) {
        return alerts.open(List.of(firm.no())).compose(open -> onsets.read(firm.no())
                .compose(begun ->
                        new Look(firm, open.getOrDefault(firm.no(), List.of()), begun, nowMillis.getAsLong()).all())
                .compose(looked -> notices.tell(firm, nowMillis.getAsLong())));
    }

    /** One look at one firm, rule after rule. */
    private final class Look {
        private final TenantConfig firm;
        private final Map<Onsets.Key, Alert> open = new HashMap<>();
        private final Map<Onsets.Key, Long> begun;
        private final long now;

        Look(TenantConfig firm, List<Alert> open, Map<Onsets.Key, Long> begun, long now) {
            this.firm = firm;
            this.begun = begun;
            this.now = now;
            open.stream()
                    .filter(alert -> !alert.rule().isEmpty())
                    .forEach(alert -> this.open.put(new Onsets.Key(alert.rule(), alert.subject()), alert));
        }

        Future<Void> all() {
            Future<Void> done = Future.succeededFuture();
            for (AlertRule rule : firm.all(AlertRule.ALERT_RULE).values()) {
                if (rule.enabled()) {
                    // One that cannot be measured must not keep the others from it.
                    done = done.compose(x -> measure(rule)).recover(e -> waits(firm.id() + ", rule " + rule.id(), e));
                }
            }
            return done.compose(x -> endStrays());
        }

        private Future<Void> measure(AlertRule rule) {
            return meter.read(firm, rule, now).compose(readings -> {
                Future<?> done = Future.succeededFuture();
                for (Map.Entry<String, Reading> one : readings.entrySet()) {
                    done = done.compose(x -> judge(rule, one.getKey(), one.getValue()));
                }
                return done.mapEmpty();
            });
        }

        private Future<?> judge(AlertRule rule, String subject, Reading reading) {
            Onsets.Key key = new Onsets.Key(rule.id(), subject);
            Long since = begun.get(key);
            Alert raised = open.get(key);
            boolean breach = reading.state() == Reading.State.BREACH;
            Future<?> forgotten = since == null || (breach && raised == null)
                    ? Future.succeededFuture()
                    : onsets.forget(firm.no(), key);
            if (breach && raised == null) {
                return begin(rule, key, since, reading);
            } else if (raised != null && reading.state() == Reading.State.CLEAR) {
                return forgotten.compose(x -> alerts.end(firm.no(), raised.id(), now));
            }
            return forgotten;
        }

        private Future<?> begin(AlertRule rule, Onsets.Key key, @Nullable Long since, Reading reading) {
            long begunAt = since == null ? now : since;
            if (now - begunAt < rule.condition().minutes() * 60_000L) {
                return since == null ? onsets.note(firm.no(), key, now) : Future.succeededFuture();
            }
            return alerts.raise(firm.no(), rule, key.subject(), begunAt, reading.facts())
                    .compose(x -> since == null ? Future.succeededFuture() : onsets.forget(firm.no(), key));
        }

        /** Of rules that are switched off, or are about something else now. */
        private Future<Void> endStrays() {
            Future<?> done = Future.succeededFuture();
            for (Map.Entry<Onsets.Key, Alert> one : open.entrySet()) {
                AlertRule rule = firm.get(AlertRule.ALERT_RULE, one.getKey().rule());
                Alert alert = one.getValue();
                boolean stays = rule != null
                        && rule.enabled()
                        && rule.tellsOf(alert)
                        && rule.condition().scope().by().equals(alert.about())
                        && rule.condition().scope().subjects().contains(alert.subject());
                if (!stays) {
                    done = done.compose(x -> alerts.end(firm.no(), alert.id(), now));
                }
            }
            return done.mapEmpty();
        }
    }
}
