package io.pelagos.assignment;

import io.pelagos.journal.Step;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Waiting;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    /** A lead that a limit has kept from one agent is tried with others this often in one look. */
    private static final int TRIES = 4;
    /** While nobody can be given what waits: how soon somebody is looked for again. */
    private static final long IDLE_MILLIS = 1_000;
    /** Not deeper into a pool of which nobody can be given the first. */
    private static final int SKIP_MAX = 2_000;

    private final LeadRouter.Tools tools;
    private final LongSupplier monotonicMillis;
    private final FairTurns turns = new FairTurns();
    /** Agent to the lead that the agent was offered last. */
    private final Map<String, Long> ringing = new HashMap<>();

    private long idleUntilMillis = Long.MIN_VALUE;
    private long idleVersion = -1;
    private int skip;

    PoolRouter(LeadRouter.Tools tools, LongSupplier monotonicMillis) {
        this.tools = tools;
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
                    .compose(candidates -> stillRinging(config)
                            .compose(done -> leads(config, pool, waiting))
                            .compose(leads -> new Look(config, pool, assignment, candidates, leads).all()))
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

    /** A lead that waits, as it is committed. */
    private record Lead(Waiting waiting, LeadRow row) {
        long id() {
            return row.id();
        }
    }

    private Future<List<Lead>> leads(TenantConfig config, Pool pool, List<Waiting> waiting) {
        return tools.store()
                .rows(config.no(), waiting.stream().map(Waiting::id).toList())
                .map(rows -> {
                    Map<Long, LeadRow> byId = rows.stream().collect(Collectors.toMap(LeadRow::id, row -> row));
                    List<Lead> leads = new ArrayList<>();
                    for (Waiting one : waiting) {
                        LeadRow row = byId.get(one.id());
                        if (row != null
                                && row.state() == LeadState.POOLED
                                && row.pool().equals(pool.id())) {
                            leads.add(new Lead(one, row));
                        }
                    }
                    return leads;
                });
    }

    /** Who has accepted or declined can be rung again. */
    private Future<Void> stillRinging(TenantConfig config) {
        if (ringing.isEmpty()) {
            return Future.succeededFuture();
        }
        long now = tools.steps().nowMillis();
        return tools.store().rows(config.no(), List.copyOf(ringing.values())).map(rows -> {
            Map<Long, LeadRow> byId = rows.stream().collect(Collectors.toMap(LeadRow::id, row -> row));
            ringing.entrySet().removeIf(one -> {
                LeadRow row = byId.get(one.getValue());
                return row == null || !Offers.rings(row, one.getKey(), now);
            });
            return null;
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
                    List<Future<Candidate>> rooms = there.stream()
                            .map(agent -> tools.claims()
                                    .room(config, agent, pool)
                                    .map(room -> new Candidate(
                                            agent,
                                            standing.weights().getOrDefault(agent.id(), 1),
                                            room.more(),
                                            room.held())))
                            .toList();
                    return Future.all(rooms).map(done -> rooms.stream()
                            .map(Future::result)
                            .filter(Candidate::free)
                            .toList());
                }));
    }

    /** One look at a page, with who is there at this moment. */
    private final class Look {
        private final TenantConfig config;
        private final Pool pool;
        private final Assignment assignment;
        private final List<Candidate> candidates;
        private final List<Lead> leads;
        private final Ranking ranking;
        private final long nowMillis = tools.steps().nowMillis();
        private final Map<Long, Set<String>> refused = new HashMap<>();
        private boolean given;

        Look(TenantConfig config, Pool pool, Assignment assignment, List<Candidate> candidates, List<Lead> leads) {
            this.config = config;
            this.pool = pool;
            this.assignment = assignment;
            this.candidates = candidates;
            this.leads = leads;
            this.ranking = new Ranking(assignment, turns);
            turns.present(candidates.stream().map(Candidate::id).toList());
        }

        Future<Boolean> all() {
            Assignment.Offer rules = assignment.offer();
            Future<?> done = rules == null ? give(leads, 1) : offer(rules);
            return done.map(over -> given);
        }

        private Future<?> give(List<Lead> some, int attempt) {
            List<Lead> again = new ArrayList<>();
            List<Future<?>> claims = new ArrayList<>();
            for (Lead lead : some) {
                Candidate next = ranked(lead).stream().findFirst().orElse(null);
                if (next != null) {
                    next.take();
                    turns.take(next.id(), next.weight());
                    claims.add(tools.claims()
                            .give(
                                    config,
                                    next.agent(),
                                    pool,
                                    lead.id(),
                                    assignment.strategy().text())
                            .onSuccess(result -> judge(lead, next, result, again))
                            .onFailure(e -> giveBack(next)));
                }
            }
            return Future.join(claims)
                    .otherwiseEmpty()
                    .compose(done ->
                            again.isEmpty() || attempt == TRIES ? Future.succeededFuture() : give(again, attempt + 1));
        }

        private List<Candidate> ranked(Lead lead) {
            Set<String> not = refused.getOrDefault(lead.id(), Set.of());
            return ranking.rank(lead.row(), lead.waiting(), candidates, nowMillis).stream()
                    .filter(one -> !not.contains(one.id()))
                    .toList();
        }

        private void judge(Lead lead, Candidate agent, ClaimResult result, List<Lead> again) {
            if (result instanceof ClaimResult.Claimed) {
                given = true;
                return;
            }
            giveBack(agent);
            if (result instanceof ClaimResult.QuotaExceeded || result instanceof ClaimResult.WorkFirst) {
                agent.full();
                again.add(lead);
            } else if (result instanceof ClaimResult.CoolingDown || result instanceof ClaimResult.LaneClosed) {
                refused.computeIfAbsent(lead.id(), id -> new HashSet<>()).add(agent.id());
                again.add(lead);
            }
            // Gone, or the way is not free: the next look sees.
        }

        private void giveBack(Candidate agent) {
            agent.giveBack();
            turns.giveBack(agent.id(), agent.weight());
        }

        private Future<?> offer(Assignment.Offer rules) {
            List<Future<?>> steps = new ArrayList<>();
            for (Lead lead : leads) {
                LeadRow row = lead.row();
                List<String> asked = Offers.asked(row);
                List<Candidate> left = ranked(lead).stream()
                        .filter(one -> !asked.contains(one.id()))
                        .toList();
                Candidate next = left.stream()
                        .filter(one -> !ringing.containsKey(one.id()))
                        .findFirst()
                        .orElse(null);
                if (asked.size() >= rules.max() || (left.isEmpty() && !asked.isEmpty())) {
                    steps.add(taken(Offers.opened(row)));
                } else if (next != null) {
                    long until = nowMillis + rules.time().toMillis();
                    ringing.put(next.id(), lead.id());
                    turns.take(next.id(), next.weight());
                    steps.add(taken(Offers.offered(row, next.id(), until, assignment.strategy())));
                }
            }
            return Future.join(steps).otherwiseEmpty();
        }

        private Future<?> taken(Step step) {
            return tools.steps().takeInBackground(config, "router", step).onSuccess(verdict -> {
                if (verdict instanceof Verdict.Done) {
                    given = true;
                }
            });
        }
    }
}
