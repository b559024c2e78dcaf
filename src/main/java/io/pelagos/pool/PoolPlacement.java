package io.pelagos.pool;

import io.pelagos.journal.Placement;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.recycling.Deadline;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import org.jspecify.annotations.Nullable;

/** Where a committed lead belongs by today's configuration: its lane, its place in the order, its deadline. */
public final class PoolPlacement implements Placement {
    /** Scores above count the same: with the time of entry they must stay whole numbers below 2^53. */
    private static final int SCORE_MAX = 1000;

    private static final long SCORE_STEP = 1L << 42;

    private final Directory directory;

    public PoolPlacement(Directory directory) {
        this.directory = directory;
    }

    @Override
    public Place place(LeadRow lead) {
        Pool pool = pool(lead);
        if (lead.state() == LeadState.OWNED) {
            Deadline deadline = pool == null ? null : Deadline.next(pool.recycle(), lead);
            return new Place("", 0, 0, deadline == null ? 0 : deadline.atMillis());
        }
        return new Place(lead.facts().getString("lane", ""), score(pool, lead), visibleAtMillis(pool, lead), 0);
    }

    private static long score(@Nullable Pool pool, LeadRow lead) {
        Pool.Order order = pool == null ? Pool.Order.FIFO : pool.order();
        return switch (order) {
            case FIFO -> lead.enteredAtMillis();
            case LIFO -> -lead.enteredAtMillis();
            case SCORE -> {
                double score = lead.facts().getDouble("score", 0.0);
                long rank = SCORE_MAX - Math.round(Math.max(0, Math.min(SCORE_MAX, score)));
                yield rank * SCORE_STEP + lead.enteredAtMillis();
            }
        };
    }

    private static long visibleAtMillis(@Nullable Pool pool, LeadRow lead) {
        if (pool == null) {
            return 0;
        }
        long embargo = ClaimPolicies.millis(pool.embargo());
        long hidden = lead.rounds() > 0 ? ClaimPolicies.millis(pool.cooldown().everyone()) : 0;
        long wait = Math.max(embargo, hidden);
        return wait == 0 ? 0 : lead.enteredAtMillis() + wait;
    }

    /** Whether a pooled lead is there for an agent of its pool: nothing hides it yet, and its lane is open. */
    public boolean shows(LeadRow lead, Agent agent, long nowMillis) {
        Place place = place(lead);
        return place.visibleAtMillis() <= nowMillis && Lanes.open(place.lane(), agent);
    }

    /** The next deadline of an owned lead, to be shown. */
    public @Nullable Deadline deadline(LeadRow lead) {
        Pool pool = pool(lead);
        return pool == null ? null : Deadline.next(pool.recycle(), lead);
    }

    private @Nullable Pool pool(LeadRow lead) {
        TenantConfig config = directory.tenant(lead.tenant());
        return config == null ? null : config.get(Pool.POOL, lead.pool());
    }

    @Override
    public long rememberLeavingMillis(int tenant) {
        TenantConfig config = directory.tenant(tenant);
        return config == null ? 0 : ClaimPolicies.rememberMillis(config);
    }
}
