package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.Agent;
import io.pelagos.team.Holding;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Leads that change hands or places because somebody says so: release, assignment, move, closing, reopening. */
public final class Transfers {
    private final Steps steps;

    public Transfers(Steps steps) {
        this.steps = steps;
    }

    /** The owner gives a lead back to the pool it came from. */
    public Future<Verdict> release(Wish owners) {
        return steps.take(
                owners,
                (found, config) -> Plan.go(
                        Leaving.toPool(found.row(), "released", found.row().pool(), false)));
    }

    /**
     * Gives a lead to an agent. Refused: {@code closed}, {@code no-agent}, {@code same}, {@code owned-full} with
     * {@code pool} or {@code all} and how many.
     *
     * @param mayHave whether the caller may give leads to an agent
     * @param force above the holding cap
     */
    public Future<Verdict> assign(Wish wish, String agent, BiPredicate<TenantConfig, Agent> mayHave, boolean force) {
        return steps.take(wish, (found, config) -> {
            LeadRow row = found.row();
            Agent to = config.get(Agent.AGENT, agent);
            if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            } else if (to == null || !to.takesLeads() || !mayHave.test(config, to)) {
                return Plan.no("no-agent");
            } else if (to.id().equals(row.owner())) {
                return Plan.no("same");
            }
            Step step =
                    Step.toOwner(row, row.state() == LeadState.POOLED ? "assigned" : "transferred", to.id(), to.team());
            return Plan.go(force ? step.tell("forced", true) : step.withinCaps(caps(config, row.pool())));
        });
    }

    /** The holding caps that an assignment looks at; empty for none. */
    static String caps(TenantConfig config, String poolId) {
        Holding all = config.tenant().owned();
        Holding pool = cap(config, poolId);
        return pool.max() == 0 && all.max() == 0
                ? ""
                : ClaimPolicies.holding(pool, all).encode();
    }

    private static Holding cap(TenantConfig config, String poolId) {
        Pool pool = config.get(Pool.POOL, poolId);
        return pool == null ? Holding.NONE : pool.owned();
    }

    /** The cap behind {@code owned-full}. */
    public static Usage full(Verdict.Refused refused, TenantConfig config) {
        long held = Long.parseLong(refused.detail(1));
        String pool = refused.detail(2);
        return refused.detail(0).equals("pool")
                ? Usage.owned(pool, cap(config, pool).max(), held)
                : Usage.owned(null, config.tenant().owned().max(), held);
    }

    /**
     * To another pool, from wherever it is but closed. Refused: {@code closed}, {@code no-pool}, {@code same}.
     *
     * @param sees whether there is this pool for the caller
     */
    public Future<Verdict> move(Wish wish, String pool, BiPredicate<TenantConfig, Pool> sees) {
        return steps.take(wish, (found, config) -> {
            LeadRow row = found.row();
            if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            } else if (!isThere(config, pool, sees)) {
                return Plan.no("no-pool");
            } else if (row.state() == LeadState.POOLED && row.pool().equals(pool)) {
                return Plan.no("same");
            }
            return Plan.go(
                    row.state() == LeadState.OWNED
                            ? Leaving.toPool(row, "moved", pool, false)
                            : Step.toPool(row, "moved", pool));
        });
    }

    private static boolean isThere(TenantConfig config, String pool, BiPredicate<TenantConfig, Pool> sees) {
        Pool there = config.get(Pool.POOL, pool);
        return there != null && sees.test(config, there);
    }

    /** Ends work on a lead. Refused: {@code closed}. */
    public Future<Verdict> close(Wish wish, String reason) {
        return steps.take(wish, (found, config) -> {
            LeadRow row = found.row();
            if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            }
            return Plan.go(Leaving.closes(row).set(Facts.CLOSED_REASON, reason).because(reason));
        });
    }

    /**
     * Brings a closed lead back. Refused: {@code not-closed}, {@code no-pool}, {@code do_not_contact}: by the customer's
     * word for ever, because of a listed number while it is listed.
     *
     * @param sees whether there is this pool for the caller
     * @param listed whether a lead's number is on the do-not-call list
     */
    public Future<Verdict> reopen(
            Wish wish,
            String pool,
            BiPredicate<TenantConfig, Pool> sees,
            Function<LeadStore.Stored, Future<Boolean>> listed) {
        return steps.takeWhenPlanned(wish, (found, config) -> listed.apply(found)
                .map(on -> reopened(found.row(), isThere(config, pool, sees), pool, on)));
    }

    private static Plan reopened(LeadRow row, boolean isThere, String pool, boolean listed) {
        boolean unwanted = Facts.DO_NOT_CONTACT.equals(row.facts().getString(Facts.CLOSED_REASON))
                && !row.facts().getBoolean(Facts.LISTED, false);
        if (row.state() != LeadState.CLOSED) {
            return Plan.no("not-closed");
        } else if (unwanted || listed) {
            return Plan.no(Facts.DO_NOT_CONTACT);
        } else if (!isThere) {
            return Plan.no("no-pool");
        }
        return Plan.go(Step.toPool(row, "reopened", pool)
                .set(Facts.CLOSED_REASON, null)
                .set(Facts.LISTED, null)
                .set(Facts.REOPENED_AT, Step.NOW)
                .set(Facts.ESCALATED, null));
    }
}
