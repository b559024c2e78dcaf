package io.pelagos.pool;

import io.pelagos.team.WorkFirst;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * What an agent has used of the limits in a policy, as scripts tell it.
 *
 * @param used of each counter of the policy
 * @param freesAtMillis when each of them frees
 * @param inPool held, and counted for the pool's cap; {@code inAll} for the cap over all pools
 * @param untouched of those that are held; {@code overdue} next contacts
 */
record Tally(
        ClaimPolicies.Policy policy,
        List<Long> used,
        List<Long> freesAtMillis,
        long inPool,
        long inAll,
        long untouched,
        long overdue) {

    /** As usage.lua tells it. */
    static Tally told(ClaimPolicies.Policy policy, Response reply) {
        int n = policy.shown().size();
        List<Long> used = new ArrayList<>(n);
        List<Long> frees = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            used.add(reply.get(2 * i).toLong());
            frees.add(reply.get(2 * i + 1).toLong());
        }
        return new Tally(
                policy,
                used,
                frees,
                reply.get(2 * n).toLong(),
                reply.get(2 * n + 1).toLong(),
                reply.get(2 * n + 2).toLong(),
                reply.get(2 * n + 3).toLong());
    }

    /** As claim.lua tells it of a claim: no gate is asked then. */
    static Tally claimed(ClaimPolicies.Policy policy, String text, long nowMillis) {
        String[] numbers = text.split(",", -1);
        int n = policy.shown().size();
        List<Long> used = new ArrayList<>(n);
        List<Long> frees = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            used.add(Long.parseLong(numbers[i]));
            frees.add(policy.freesAtMillis().get(i).applyAsLong(nowMillis));
        }
        return new Tally(policy, used, frees, Long.parseLong(numbers[n]), Long.parseLong(numbers[n + 1]), 0, 0);
    }

    /** The limits that bind the agent, with the caps behind them. */
    List<Usage> usage(String pool) {
        List<Usage> usage = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            Quota quota = policy.shown().get(i);
            if (quota != null) {
                usage.add(Usage.of(quota, pool, used.get(i), freesAtMillis.get(i)));
            }
        }
        if (policy.pool().max() > 0) {
            usage.add(Usage.owned(pool, policy.pool().max(), inPool));
        }
        if (policy.all().max() > 0) {
            usage.add(Usage.owned(null, policy.all().max(), inAll));
        }
        return usage;
    }

    Allowances.Room room(WorkFirst gate) {
        long more = Integer.MAX_VALUE;
        for (int i = 0; i < used.size(); i++) {
            Quota quota = policy.shown().get(i);
            if (quota != null) {
                more = Math.min(more, quota.max() - used.get(i));
            }
        }
        if (policy.pool().max() > 0) {
            more = Math.min(more, policy.pool().max() - inPool);
        }
        if (policy.all().max() > 0) {
            more = Math.min(more, policy.all().max() - inAll);
        }
        if (gate.maxUntouched() >= 0) {
            more = Math.min(more, gate.maxUntouched() + 1 - untouched);
        }
        boolean late = gate.maxOverdue() >= 0 && overdue > gate.maxOverdue();
        return new Allowances.Room(late ? 0 : (int) Math.max(0, more), (int) inAll);
    }
}
