package io.pelagos.pool;

import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Requests;
import io.pelagos.platform.LuaScript;
import io.pelagos.platform.PgLink;
import io.pelagos.recycling.Sla;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The pools' parts, joined: what they give to the journal, and what they do through it. */
public final class Pools {
    /** Every kind of transition here. */
    public static final List<Decision> DECISIONS = List.of(Claims.CLAIM);

    /** Scripts that only read. */
    public static final List<LuaScript> READERS = List.of(
            Allowances.USAGE,
            PoolLists.BROWSE,
            PoolLists.HELD,
            PoolLists.HOLDINGS,
            PoolLists.STOCK,
            PoolLists.WAITING,
            PoolLists.OFFERS);

    private final Directory directory;
    private final ClaimPolicies policies = new ClaimPolicies();

    public Pools(Directory directory) {
        this.directory = directory;
    }

    /** Takes the time of the cells. */
    public PoolPlacement placement(LongSupplier nowMillis) {
        return new PoolPlacement(directory, nowMillis);
    }

    /** Whether leads may belong elsewhere, or ring at another time, after a change of configuration. */
    public static boolean moveLeads(@Nullable TenantConfig before, TenantConfig now) {
        return before == null
                || !before.all(Pool.POOL).equals(now.all(Pool.POOL))
                || !before.all(Sla.OF_CHANNEL).equals(now.all(Sla.OF_CHANNEL))
                || !Objects.equals(before.tenant().calendar(), now.tenant().calendar())
                || !before.tenant().reminders().equals(now.tenant().reminders());
    }

    public ClaimHistory history(PgLink pg) {
        return new ClaimHistory(pg, directory, policies);
    }

    /**
     * Claims through the journal.
     *
     * @param order in which agents take turns, where a pool says so
     * @param ids makes request ids, unique over all nodes
     */
    public Claims claims(
            Journal journal, Requests requests, RankTurns.Order order, LongSupplier ids, ClaimMeters meters) {
        return new Claims(journal, requests, directory, policies, order, ids, meters);
    }

    public Refunds refunds() {
        return new Refunds(policies);
    }

    public PoolLists lists(Journal journal) {
        return new PoolLists(journal);
    }
}
