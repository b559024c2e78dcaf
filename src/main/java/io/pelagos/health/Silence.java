package io.pelagos.health;

import io.pelagos.alert.Alert;
import io.pelagos.alert.AlertKind;
import io.pelagos.alert.Alerts;
import io.pelagos.channel.Channel;
import io.pelagos.channel.SilenceAlarm;
import io.pelagos.health.ChannelHealth.LastSeen;
import io.pelagos.platform.PgLink;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Turns;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether channels with an alarm have fallen silent, and whether silent ones have not. It only compares times in
 * PostgreSQL: whoever looks, and however often, an alert is raised once and ended once.
 */
public final class Silence {
    private static final Logger LOG = LoggerFactory.getLogger(Silence.class);
    private static final String TURN = "silence";
    private static final String WATCH = """
            insert into channel_seen (tenant, channel, watched_at) values ($1, $2, $3)
            on conflict (tenant, channel) do update set watched_at = excluded.watched_at""";

    private final PgLink pg;
    private final Turns turns;
    private final Directory directory;
    private final ChannelHealth health;
    private final Alerts alerts;
    private final LongSupplier nowMillis;
    private final long everyMillis;
    private boolean looking;

    /**
     * Joins the parts.
     *
     * @param nowMillis the time of the cells
     * @param everyMillis how often somebody looks, over all nodes
     */
    public Silence(
            PgLink pg,
            Directory directory,
            ChannelHealth health,
            Alerts alerts,
            LongSupplier nowMillis,
            long everyMillis) {
        this.pg = pg;
        this.turns = new Turns(pg);
        this.directory = directory;
        this.health = health;
        this.alerts = alerts;
        this.nowMillis = nowMillis;
        this.everyMillis = everyMillis;
    }

    /** One look at all firms, unless this node still looks; what fails waits for the next. */
    public Future<Void> look() {
        if (looking) {
            return Future.succeededFuture();
        }
        looking = true;
        return Future.all(alerts.lasting(AlertKind.CHANNEL_SILENT), health.watchedFirms())
                .compose(read -> {
                    Map<Integer, Map<String, Alert>> lasting = read.resultAt(0);
                    Set<Integer> watched = read.resultAt(1);
                    Future<?> done = Future.succeededFuture();
                    for (TenantConfig firm : directory.all()) {
                        Map<String, Alert> raised = lasting.getOrDefault(firm.no(), Map.of());
                        boolean any = firm.all(Channel.CHANNEL).values().stream()
                                .anyMatch(channel -> channel.silence() != null);
                        if (any || !raised.isEmpty() || watched.contains(firm.no())) {
                            done = done.compose(x -> look(firm, raised));
                        }
                    }
                    return done;
                })
                .onFailure(e -> LOG.info("the look for silent channels waits for its next round: {}", e.getMessage()))
                .onComplete(over -> looking = false)
                .mapEmpty();
    }

    /** One node looks at a firm; the others need not. */
    private Future<?> look(TenantConfig firm, Map<String, Alert> raised) {
        return turns.take(firm.no(), TURN, everyMillis)
                .compose(taken -> taken ? health.seen(firm.no()) : Future.succeededFuture())
                .compose(seen -> seen == null ? Future.succeededFuture() : look(firm, raised, seen));
    }

    private Future<?> look(TenantConfig firm, Map<String, Alert> raised, Map<String, LastSeen> seen) {
        Set<String> all = new TreeSet<>(raised.keySet());
        all.addAll(seen.keySet());
        all.addAll(firm.all(Channel.CHANNEL).keySet());
        Future<?> done = Future.succeededFuture();
        for (String id : all) {
            LastSeen last = seen.getOrDefault(id, LastSeen.NEVER);
            done = done.compose(x -> look(firm, id, raised.get(id), last));
        }
        return done;
    }

    private Future<?> look(TenantConfig firm, String id, @Nullable Alert raised, LastSeen last) {
        Channel channel = firm.get(Channel.CHANNEL, id);
        SilenceAlarm alarm = channel == null || !channel.enabled() ? null : channel.silence();
        long now = nowMillis.getAsLong();
        if (alarm == null) {
            Future<?> unwatched = last.watchedMillis() == 0 ? Future.succeededFuture() : watch(firm, id, 0);
            return raised == null ? unwatched : unwatched.compose(x -> end(firm, id, now));
        }
        if (last.watchedMillis() == 0) {
            // Its time begins now: before, nobody asked.
            return watch(firm, id, now);
        }
        WorkCalendar calendar = firm.tenant().calendar();
        long silentAt = alarm.silentAt(Math.max(last.leadMillis(), last.watchedMillis()), calendar);
        if (silentAt <= now) {
            return raised == null
                    ? alerts.raise(firm.no(), AlertKind.CHANNEL_SILENT, id, silentAt)
                    : Future.succeededFuture();
        }
        boolean lead = raised != null && last.leadMillis() >= raised.sinceMillis();
        return raised == null ? Future.succeededFuture() : end(firm, id, lead ? last.leadMillis() : now);
    }

    private Future<?> end(TenantConfig firm, String id, long atMillis) {
        return alerts.end(firm.no(), AlertKind.CHANNEL_SILENT, id, atMillis);
    }

    private Future<?> watch(TenantConfig firm, String id, long sinceMillis) {
        Tuple arguments = Tuple.of(firm.no(), id, ChannelCounts.time(sinceMillis));
        return pg.ask(c -> c.preparedQuery(WATCH).execute(arguments));
    }
}
