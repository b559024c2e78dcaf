package io.pelagos.assignment;

import io.pelagos.journal.Step;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Waiting;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One look at a page of a pool, with who is there at this moment: gives the leads, or offers them. */
final class PoolLook {
    /** A lead that a limit has kept from one agent is tried with others this often. */
    private static final int TRIES = 4;

    private final LeadRouter.Tools tools;
    private final Rings rings;
    private final FairShares shares;
    private final TenantConfig config;
    private final Pool pool;
    private final Assignment assignment;
    private final List<Candidate> candidates;
    private final List<Lead> leads;
    private final Ranking ranking;
    private final long nowMillis;
    private final Map<Long, Set<String>> refused = new HashMap<>();
    private boolean given;

    /** A lead that waits, as it is committed. */
    record Lead(Waiting waiting, LeadRow row) {
        long id() {
            return row.id();
        }
    }

    PoolLook(
            LeadRouter.Tools tools,
            Rings rings,
            FairShares shares,
            TenantConfig config,
            Pool pool,
            Assignment assignment,
            List<Candidate> candidates,
            List<Lead> leads) {
        this.tools = tools;
        this.rings = rings;
        this.shares = shares;
        this.nowMillis = tools.steps().nowMillis();
        this.config = config;
        this.pool = pool;
        this.assignment = assignment;
        this.candidates = candidates;
        this.leads = leads;
        this.ranking = new Ranking(assignment, shares);
        shares.present(candidates.stream().map(Candidate::id).toList());
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
            Set<String> not = refused.getOrDefault(lead.id(), Set.of());
            Candidate next =
                    ranking.first(lead.row(), lead.waiting(), candidates, one -> !not.contains(one.id()), nowMillis);
            if (next != null) {
                next.take();
                shares.take(next.id(), next.weight());
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
        shares.giveBack(agent.id(), agent.weight());
    }

    private Future<?> offer(Assignment.Offer rules) {
        List<Future<?>> steps = new ArrayList<>();
        for (Lead lead : leads) {
            LeadRow row = lead.row();
            List<String> asked = Offers.asked(row);
            List<Candidate> left = ranking.rank(row, lead.waiting(), candidates, nowMillis).stream()
                    .filter(one -> !asked.contains(one.id()))
                    .toList();
            Candidate next = left.stream()
                    .filter(one -> !rings.rings(one.id()))
                    .findFirst()
                    .orElse(null);
            if (asked.size() >= rules.max() || (left.isEmpty() && !asked.isEmpty())) {
                steps.add(taken(Offers.opened(row)));
            } else if (next != null) {
                long until = nowMillis + rules.time().toMillis();
                rings.begin(next.id(), lead.id());
                shares.take(next.id(), next.weight());
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
