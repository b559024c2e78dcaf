package io.pelagos.pool;

import io.pelagos.journal.Verdict;
import io.pelagos.team.TenantConfig;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what claim.lua has decided. Pure functions. */
final class ClaimVerdicts {
    private ClaimVerdicts() {}

    /** @param policy under which it was decided; null when nobody could claim, or the answer is that to an earlier request */
    static ClaimResult result(
            Verdict verdict, String pool, TenantConfig config, ClaimPolicies.@Nullable Policy policy, long nowMillis) {
        if (verdict instanceof Verdict.Done done) {
            List<Usage> usage = policy == null || done.usage().isEmpty()
                    ? List.of()
                    : Tally.claimed(policy, done.usage(), nowMillis).usage(pool);
            return new ClaimResult.Claimed(done.leads(), usage, done.replayed());
        }
        if (verdict instanceof Verdict.Obstacle obstacle) {
            return new ClaimResult.Hindered(obstacle);
        }
        return policy == null ? new ClaimResult.NotFound() : refusal((Verdict.Refused) verdict, pool, config, policy);
    }

    private static ClaimResult refusal(
            Verdict.Refused refused, String pool, TenantConfig config, ClaimPolicies.Policy policy) {
        return switch (refused.word()) {
            case "pool-empty" -> new ClaimResult.PoolEmpty();
            case "not-found" -> new ClaimResult.NotFound();
            case "already-claimed" -> new ClaimResult.AlreadyClaimed();
            case "not-your-turn" -> new ClaimResult.NotYourTurn(Long.parseLong(refused.detail(0)));
            case "lane-closed" -> new ClaimResult.LaneClosed(refused.detail(0));
            case "cooling-down" -> new ClaimResult.CoolingDown(Long.parseLong(refused.detail(0)));
            case "quota-exceeded" -> {
                Quota quota = policy.shown().get(Integer.parseInt(refused.detail(0)) - 1);
                yield new ClaimResult.QuotaExceeded(Usage.of(
                        Objects.requireNonNull(quota, "only what limits the agent is exceeded"),
                        pool,
                        Long.parseLong(refused.detail(1)),
                        Long.parseLong(refused.detail(2))));
            }
            case "owned-full" -> {
                boolean here = refused.detail(0).equals("pool");
                yield new ClaimResult.QuotaExceeded(Usage.owned(
                        here ? pool : null,
                        here ? policy.pool().max() : policy.all().max(),
                        Long.parseLong(refused.detail(1))));
            }
            case "work-first" -> {
                boolean untouched = refused.detail(0).equals("untouched");
                yield new ClaimResult.WorkFirst(
                        refused.detail(0),
                        Long.parseLong(refused.detail(1)),
                        untouched
                                ? config.tenant().workFirst().maxUntouched()
                                : config.tenant().workFirst().maxOverdue());
            }
            default -> throw new IllegalStateException("claim.lua refuses with an unknown word: " + refused.word());
        };
    }
}
