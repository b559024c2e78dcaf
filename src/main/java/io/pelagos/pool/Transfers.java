package io.pelagos.pool;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
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
import org.jspecify.annotations.Nullable;

/** Leads that change hands or places because somebody says so: release, assignment, move, closing, reopening. */
public final class Transfers {
    private final Steps steps;

    public Transfers(Steps steps) {
        this.steps = steps;
    }

    /**
     * The owner gives a lead back to the pool it came from. Refused: {@code not-found} to who does not own it.
     *
     * @param said what the owner says, sealed under the lead's key
     */
    public Future<Verdict> release(
            Caller caller, String owner, long lead, Function<LeadStore.Stored, byte @Nullable []> said) {
        return steps.take(caller, lead, (found, config) -> {
            LeadRow row = found.row();
            return row.state() != LeadState.OWNED || !owner.equals(row.owner())
                    ? Plan.no("not-found")
                    : Plan.go(Leaving.toPool(row, "released", row.pool(), false).sealed(said.apply(found)));
        });
    }

    /** What somebody wants to do with a lead of others, and who that is. */
    public record Order(
            Caller caller,
            long lead,
            BiPredicate<TenantConfig, LeadRow> sees,
            Function<LeadStore.Stored, byte @Nullable []> said) {}

    /**
     * Gives a lead to an agent. Refused: {@code not-found}, {@code closed}, {@code no-agent}, {@code same},
     * {@code owned-full} with {@code pool} or {@code all} and how many.
     *
     * @param allowed whether the caller may give leads to an agent
     * @param force above the holding cap
     */
    public Future<Verdict> assign(Order order, String agent, BiPredicate<TenantConfig, Agent> allowed, boolean force) {
        return steps.take(order.caller, order.lead, (found, config) -> {
            LeadRow row = found.row();
            Agent to = config.get(Agent.AGENT, agent);
            if (!order.sees.test(config, row)) {
                return Plan.no("not-found");
            } else if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            } else if (to == null || !to.active() || !allowed.test(config, to)) {
                return Plan.no("no-agent");
            } else if (to.id().equals(row.owner())) {
                return Plan.no("same");
            }
            Step step =
                    Step.toOwner(row, row.state() == LeadState.POOLED ? "assigned" : "transferred", to.id(), to.team());
            step.sealed(order.said.apply(found));
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

    /** To another pool, from wherever it is but closed. Refused: {@code not-found}, {@code closed}, {@code no-pool}, {@code same}. */
    public Future<Verdict> move(Order order, String pool) {
        return steps.take(order.caller, order.lead, (found, config) -> {
            LeadRow row = found.row();
            if (!order.sees.test(config, row)) {
                return Plan.no("not-found");
            } else if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            } else if (config.get(Pool.POOL, pool) == null) {
                return Plan.no("no-pool");
            } else if (row.state() == LeadState.POOLED && row.pool().equals(pool)) {
                return Plan.no("same");
            }
            Step step = row.state() == LeadState.OWNED
                    ? Leaving.toPool(row, "moved", pool, false)
                    : Step.toPool(row, "moved", pool);
            return Plan.go(step.sealed(order.said.apply(found)));
        });
    }

    /** Ends work on a lead. Refused: {@code not-found}, {@code closed}. */
    public Future<Verdict> close(Order order, String reason) {
        return steps.take(order.caller, order.lead, (found, config) -> {
            LeadRow row = found.row();
            if (!order.sees.test(config, row)) {
                return Plan.no("not-found");
            } else if (row.state() == LeadState.CLOSED) {
                return Plan.no("closed");
            }
            return Plan.go(Step.closes(row, "closed")
                    .set(Facts.CLOSED_REASON, reason)
                    .because(reason)
                    .sealed(order.said.apply(found)));
        });
    }

    /** Brings a closed lead back. Refused: {@code not-found}, {@code not-closed}, {@code no-pool}, {@code do-not-contact}. */
    public Future<Verdict> reopen(Order order, String pool) {
        return steps.take(order.caller, order.lead, (found, config) -> {
            LeadRow row = found.row();
            if (!order.sees.test(config, row)) {
                return Plan.no("not-found");
            } else if (row.state() != LeadState.CLOSED) {
                return Plan.no("not-closed");
            } else if (DO_NOT_CONTACT.equals(row.facts().getString(Facts.CLOSED_REASON))) {
                return Plan.no(DO_NOT_CONTACT);
            } else if (config.get(Pool.POOL, pool) == null) {
                return Plan.no("no-pool");
            }
            return Plan.go(Step.toPool(row, "reopened", pool)
                    .set(Facts.CLOSED_REASON, null)
                    .sealed(order.said.apply(found)));
        });
    }

    /** Why a lead stays closed: the customer's own wish. */
    static final String DO_NOT_CONTACT = "do_not_contact";
}
