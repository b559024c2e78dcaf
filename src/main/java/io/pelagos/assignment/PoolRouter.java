package io.pelagos.assignment;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Allowances;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Waiting;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives away the leads of one pool, a page at a time, in the pool's order. */
final class PoolRouter {
    private static final Logger LOG = LoggerFactory.getLogger(PoolRouter.class);
    private static final long REST_MILLIS = 10_000;
    /** Leads that are looked at together, and given at the same time. */
    private static final int PAGE = 100;
    /** While nobody can be given what waits: how soon somebody is looked for again. */
    private static final long IDLE_MILLIS = 1_000;
    /** Not deeper into a pool of which nobody can be given the first. */
    private static final int SKIP_MAX = 2_000;

    private final LeadRouter.Tools tools;
    private final Rings rings;
    private final LongSupplier monotonicMillis;
    private final FairShares shares = new FairShares();

    private long idleUntilMillis = Long.MIN_VALUE;
    private long idleVersion = -1;
    private int skip;

    PoolRouter(LeadRouter.Tools tools, Rings rings, LongSupplier monotonicMillis) {
        this.tools = tools;
        this.rings = rings;
        this.monotonicMillis = monotonicMillis;
    }

    /** It rests a while; the other pools go on. */
    Future<Boolean> fails(TenantConfig config, Throwable failure) {
        LOG.info("The assignment of a pool of {} rests: {}", config.id(), failure.getMessage());
        idleUntilMillis = monotonicMillis.getAsLong() + REST_MILLIS;
        idleVersion = config.version();
        return Future.succeededFuture(false);
    }

    /** One page; true when something was given or offered. */
    Future<Boolean> look(TenantConfig config, Pool pool) {
        Assignment assignment = pool.assignment();
        boolean idle = config.version() == idleVersion && monotonicMillis.getAsLong() < idleUntilMillis;
        if (assignment == null || idle) {
            return Future.succeededFuture(false);
        }
        return tools.lists().waiting(config, pool, skip, PAGE).compose(page -> {
            List<Waiting> waiting = page.leads();
            if (waiting.isEmpty()) {
                boolean again = skip > 0;
                skip = 0;
                return again ? look(config, pool) : Future.succeededFuture(false);
            }
            return candidates(config, pool, assignment)
                    .compose(candidates -> leads(config, pool, waiting).compose(leads -> new PoolLook(
                                    tools, rings, shares, config, pool, assignment, candidates, leads)
                            .all()))
                    .onSuccess(given -> rest(config, page.more(), given));
        });
    }

    private void rest(TenantConfig config, boolean more, boolean given) {
        if (given) {
            skip = 0;
            return;
        }
        skip = more && skip + PAGE <= SKIP_MAX ? skip + PAGE : 0;
        if (skip == 0) {
            idleUntilMillis = monotonicMillis.getAsLong() + IDLE_MILLIS;
            idleVersion = config.version();
        }
    }

    private Future<List<PoolLook.Lead>> leads(TenantConfig config, Pool pool, List<Waiting> waiting) {
        return tools.store()
                .rows(config.no(), waiting.stream().map(Waiting::id).toList())
                .map(rows -> {
                    Map<Long, LeadRow> byId = rows.stream().collect(Collectors.toMap(LeadRow::id, row -> row));
                    List<PoolLook.Lead> leads = new ArrayList<>();
                    for (Waiting one : waiting) {
                        LeadRow row = byId.get(one.id());
                        if (row != null
                                && row.state() == LeadState.POOLED
                                && row.pool().equals(pool.id())) {
                            leads.add(new PoolLook.Lead(one, row));
                        }
                    }
                    return leads;
                });
    }

    /** Those who are there and whose limits leave them room. */
    private Future<List<Candidate>> candidates(TenantConfig config, Pool pool, Assignment assignment) {
        long now = tools.steps().nowMillis();
        return tools.attendance().now(config, now).compose(present -> tools.standings()
                .of(config, pool, assignment, now)
                .compose(standing -> {
                    List<Agent> there = Attendance.takers(config, pool, assignment).stream()
                            .filter(agent -> standing.weights().containsKey(agent.id()))
                            .filter(agent -> present.absence(assignment, agent).isEmpty())
                            .toList();
                    return tools.claims()
                            .allowances()
                            .rooms(config, pool, there)
                            .map(rooms -> {
                                List<Candidate> candidates = new ArrayList<>();
                                for (int i = 0; i < there.size(); i++) {
                                    Agent agent = there.get(i);
                                    Allowances.Room room = rooms.get(i);
                                    if (room.more() > 0) {
                                        int weight = standing.weights().getOrDefault(agent.id(), 1);
                                        String offers = Waiting.offers(config, agent);
                                        candidates.add(new Candidate(agent, offers, weight, room.more(), room.held()));
                                    }
                                }
                                return candidates;
                            });
                }));
    }
}
