package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Holding;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads above a holding cap, after a forced assignment or a lowered cap: the owner is warned of those that were not
 * touched for longest, and they flow back when the warning is over. A pure function of what the agent holds.
 */
public final class Excess {
    /** The reason in the journal. */
    public static final String REASON = "holding_cap";

    /** A warning that is over for longer was of another time: one that holds too much again is warned again. */
    private static final long WARNING_HOLDS_MILLIS = 3_600_000;

    private final TenantConfig config;
    private final long nowMillis;

    private Excess(TenantConfig config, long nowMillis) {
        this.config = config;
        this.nowMillis = nowMillis;
    }

    /** Whether there is any cap. */
    public static boolean capped(TenantConfig config) {
        return config.tenant().owned().max() > 0
                || config.all(Pool.POOL).values().stream()
                        .anyMatch(pool -> pool.owned().max() > 0);
    }

    /** Whether an agent holds more than allowed. */
    public static boolean any(TenantConfig config, Holdings holdings) {
        return holdings.aboveAll(config.tenant().owned()) > 0
                || config.all(Pool.POOL).values().stream()
                        .anyMatch(pool -> holdings.abovePool(pool.owned(), Names.of(config, pool.id())) > 0);
    }

    /** What is to be done now: warnings, and leads that go back. They go only while the agent still holds too much. */
    public static List<Step> steps(TenantConfig config, Holdings holdings, List<LeadRow> held, long nowMillis) {
        return new Excess(config, nowMillis).steps(holdings, held);
    }

    private List<Step> steps(Holdings holdings, List<LeadRow> held) {
        List<Step> steps = new ArrayList<>();
        for (LeadRow lead : tooMany(holdings, held)) {
            long atMillis = lead.factMillis(Facts.EXCESS_AT);
            if (atMillis == 0 || nowMillis > atMillis + WARNING_HOLDS_MILLIS) {
                steps.add(warning(lead));
            } else if (atMillis <= nowMillis) {
                steps.add(Leaving.toPool(lead, "recycled", lead.pool(), false)
                        .because(REASON)
                        .tell("trigger", REASON)
                        .tell("deadline", Rfc3339.text(atMillis))
                        .aboveCaps(Transfers.caps(config, lead.pool())));
            }
        }
        return steps;
    }

    private Step warning(LeadRow lead) {
        long atMillis = nowMillis + config.tenant().excessWarning().toMillis();
        return Step.stays(lead, "warned")
                .because(REASON)
                .set(Facts.EXCESS_AT, atMillis)
                .tell("deadline", Rfc3339.text(atMillis));
    }

    /** Pools first: what leaves them helps the cap over all pools, too. */
    private Set<LeadRow> tooMany(Holdings holdings, List<LeadRow> held) {
        List<LeadRow> longestUntouched = held.stream()
                .filter(this::mayGo)
                .sorted(Comparator.comparingLong(Excess::touchedMillis).thenComparingLong(LeadRow::id))
                .toList();
        Holding all = config.tenant().owned();
        int aboveAll = holdings.aboveAll(all) - lent(held, all, null);
        Map<String, Integer> above = new HashMap<>();
        Set<LeadRow> chosen = new LinkedHashSet<>();
        for (LeadRow lead : longestUntouched) {
            Pool pool = config.get(Pool.POOL, lead.pool());
            if (pool != null && counts(pool.owned(), lead)) {
                int left = above.computeIfAbsent(
                        pool.id(),
                        id -> holdings.abovePool(pool.owned(), Names.of(config, id)) - lent(held, pool.owned(), id));
                if (left > 0) {
                    above.put(pool.id(), left - 1);
                    chosen.add(lead);
                    aboveAll -= counts(all, lead) ? 1 : 0;
                }
            }
        }
        for (LeadRow lead : longestUntouched) {
            if (aboveAll > 0 && counts(all, lead) && chosen.add(lead)) {
                aboveAll--;
            }
        }
        return chosen;
    }

    /** What a deputy holds for somebody on leave is no excess. */
    private int lent(List<LeadRow> held, Holding cap, @Nullable String pool) {
        return (int) held.stream()
                .filter(Excess::lent)
                .filter(lead -> counts(cap, lead) && (pool == null || pool.equals(lead.pool())))
                .count();
    }

    private static boolean lent(LeadRow lead) {
        JsonObject deputised = lead.facts().getJsonObject(Facts.DEPUTISED);
        return deputised != null && !deputised.getBoolean("back", false);
    }

    private static long touchedMillis(LeadRow lead) {
        return Math.max(lead.claimedAtMillis(), lead.factMillis(Facts.FOLLOWED_UP_AT));
    }

    /** Locks hold against all that takes leads by itself; a deal that waits for approval is not to be lost. */
    private boolean mayGo(LeadRow lead) {
        return lead.state() == LeadState.OWNED
                && lead.factMillis(Facts.LOCKED_UNTIL) <= nowMillis
                && !lent(lead)
                && !lead.facts().containsKey(Facts.PENDING_DEAL);
    }

    private boolean counts(Holding cap, LeadRow lead) {
        if (lead.factMillis(Facts.WON_AT) > 0) {
            return cap.countWon();
        }
        return lead.factMillis(Facts.NURTURE_UNTIL) <= nowMillis || cap.countNurtured();
    }
}
