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
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives waiting leads to agents, pool after pool. It decides nothing: a lead is claimed on the agent's behalf by the
 * script that agents' own claims go through, so limits, cooldowns and lanes hold for it, and two routers at once do no
 * harm. What it remembers, everybody's share, only balances: a node that takes over begins anew, with everybody equal.
 */
public final class LeadRouter {
    private static final Logger LOG = LoggerFactory.getLogger(LeadRouter.class);

    private final Turns turns;
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
        private static Tools of(Parts parts) {
            return new Tools(
                    parts.claims,
                    parts.steps,
                    parts.lists,
                    parts.store,
                    new Attendance(parts.presences, parts.leaves),
                    new Standings(new Results(parts.scans), parts.lists));
        }
    }

    /** A firm whose leads this node gives away, or lately did. */
    private final class Firm {
        private final RouterLease lease;
        private final Map<String, PoolRouter> pools = new HashMap<>();
        private Rings rings = new Rings(tools.lists, tools.store);

        Firm(int no) {
            this.lease = new RouterLease(turns, no, node, monotonicMillis);
        }

        /** Somebody else may have given its leads meanwhile: what is remembered is not all. */
        void forget() {
            pools.clear();
            rings = new Rings(tools.lists, tools.store);
        }
    }

    /**
     * @param node names this node, unlike any other
     * @param monotonicMillis a clock that is never set
     */
    public LeadRouter(Parts parts, String node, LongSupplier monotonicMillis) {
        this.turns = new Turns(parts.pg);
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

    /** What anybody may know of it. */
    public Overview overview() {
        return new Overview(tools);
    }

    private Future<Boolean> look(TenantConfig config) {
        Firm firm = firms.computeIfAbsent(config.no(), Firm::new);
        return firm.lease.take().compose(held -> {
            if (held.mine() && held.lapsed()) {
                firm.forget();
            }
            return held.mine() ? pools(config, firm) : Future.succeededFuture(false);
        });
    }

    private Future<Boolean> pools(TenantConfig config, Firm firm) {
        Future<Boolean> given =
                firm.rings.refresh(config, tools.steps.nowMillis()).map(false);
        for (Pool pool : config.all(Pool.POOL).values()) {
            if (pool.assignment() != null) {
                PoolRouter router =
                        firm.pools.computeIfAbsent(pool.id(), id -> new PoolRouter(tools, firm.rings, monotonicMillis));
                given = given.compose(before -> router.look(config, pool)
                        .recover(e -> router.fails(config, e))
                        .map(now -> before || now));
            }
        }
        firm.pools.keySet().retainAll(config.all(Pool.POOL).keySet());
        return given;
    }
}
