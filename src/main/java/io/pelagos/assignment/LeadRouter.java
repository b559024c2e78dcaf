package io.pelagos.assignment;

import io.pelagos.journal.Steps;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.presence.Leaves;
import io.pelagos.presence.Presences;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives waiting leads to agents, pool after pool. It decides nothing: a lead is claimed on the agent's behalf by the
 * script that agents' own claims go through, so limits, cooldowns and lanes hold for it, and two routers at once do no
 * harm. What it remembers, turns and who is being rung, only balances: a node that takes over begins anew, with
 * everybody equal. One node at a time has the turn of a firm, so that turns are counted in one place.
 */
public final class LeadRouter {
    private static final Logger LOG = LoggerFactory.getLogger(LeadRouter.class);

    private static final long TURN_MILLIS = 3_000;
    /** The turn is taken again before it is over. */
    private static final long RENEW_MILLIS = 1_000;

    private static final String TURN = """
            insert into turn (tenant, what, until_at, holder)
            values ($1, 'router', now() + make_interval(secs => $2::float8 / 1000), $3)
            on conflict (tenant, what) do update set until_at = excluded.until_at, holder = excluded.holder
            where turn.until_at <= now() or turn.holder = excluded.holder""";

    private final PgLink pg;
    private final Directory directory;
    private final Tools tools;
    private final String node;
    private final LongSupplier monotonicMillis;
    private final Map<Integer, Firm> firms = new HashMap<>();
    private boolean looking;

    /**
     * What the server's giving stands on.
     *
     * @param scans for what reads its way through a firm's journal
     */
    public record Parts(
            PgLink pg,
            PgPool scans,
            Directory directory,
            Claims claims,
            Steps steps,
            PoolLists lists,
            LeadStore store,
            Presences presences,
            Leaves leaves) {}

    /** What a look at a pool needs. */
    record Tools(
            Claims claims, Steps steps, PoolLists lists, LeadStore store, Attendance attendance, Standings standings) {
        static Tools of(Parts parts) {
            return new Tools(
                    parts.claims,
                    parts.steps,
                    parts.lists,
                    parts.store,
                    new Attendance(parts.presences, parts.leaves),
                    new Standings(new Results(parts.scans), parts.lists));
        }
    }

    /** A firm whose turn this node had lately. */
    private static final class Firm {
        private long heldUntilMillis = Long.MIN_VALUE;
        private long askAtMillis = Long.MIN_VALUE;
        private final Map<String, PoolRouter> pools = new HashMap<>();
    }

    /**
     * @param node names this node, unlike any other
     * @param monotonicMillis a clock that is never set
     */
    public LeadRouter(Parts parts, String node, LongSupplier monotonicMillis) {
        this.pg = parts.pg;
        this.directory = parts.directory;
        this.tools = Tools.of(parts);
        this.node = node;
        this.monotonicMillis = monotonicMillis;
    }

    /** One look at all firms, unless this node still looks; what fails waits for the next. True when leads were given. */
    public Future<Boolean> look() {
        if (looking) {
            return Future.succeededFuture(false);
        }
        looking = true;
        List<Future<Boolean>> looks = directory.all().stream()
                .filter(config -> config.all(Pool.POOL).values().stream().anyMatch(p -> p.assignment() != null))
                .map(config -> look(config).recover(e -> waits(config, e)))
                .toList();
        return Future.all(looks)
                .map(done -> looks.stream().anyMatch(Future::result))
                .onComplete(over -> looking = false);
    }

    private static Future<Boolean> waits(TenantConfig config, Throwable failure) {
        LOG.info("The assignment of {} waits for the next round: {}", config.id(), failure.getMessage());
        return Future.succeededFuture(false);
    }

    private Future<Boolean> look(TenantConfig config) {
        Firm firm = firms.computeIfAbsent(config.no(), no -> new Firm());
        return turn(config, firm).compose(mine -> mine ? pools(config, firm) : Future.succeededFuture(false));
    }

    private Future<Boolean> turn(TenantConfig config, Firm firm) {
        long before = monotonicMillis.getAsLong();
        if (before < firm.askAtMillis) {
            return Future.succeededFuture(before < firm.heldUntilMillis);
        }
        return pg.ask(c -> c.preparedQuery(TURN).execute(Tuple.of(config.no(), (double) TURN_MILLIS, node)))
                .map(turn -> {
                    boolean mine = turn.rowCount() > 0;
                    if (mine && before > firm.heldUntilMillis) {
                        // Somebody else may have had it meanwhile: what is remembered is not all.
                        firm.pools.clear();
                    }
                    firm.heldUntilMillis = mine ? before + TURN_MILLIS - RENEW_MILLIS : Long.MIN_VALUE;
                    firm.askAtMillis = before + RENEW_MILLIS;
                    return mine;
                });
    }

    private Future<Boolean> pools(TenantConfig config, Firm firm) {
        Future<Boolean> given = Future.succeededFuture(false);
        for (Pool pool : config.all(Pool.POOL).values()) {
            if (pool.assignment() != null) {
                PoolRouter router = firm.pools.computeIfAbsent(pool.id(), id -> new PoolRouter(tools, monotonicMillis));
                given = given.compose(before -> router.look(config, pool)
                        .recover(e -> router.fails(config, e))
                        .map(now -> before || now));
            }
        }
        firm.pools.keySet().retainAll(config.all(Pool.POOL).keySet());
        return given;
    }
}
