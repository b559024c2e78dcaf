package io.pelagos.pool;

import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Requests;
import io.pelagos.platform.LuaScript;
import io.pelagos.platform.PgLink;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The pools' parts, joined: what they give to the journal, and what they do through it. */
public final class Pools {
    /** Every kind of transition here. */
    public static final List<Decision> DECISIONS = List.of(Claims.CLAIM, Moves.RELEASE, Moves.ASSIGN);

    /** Scripts that only read. */
    public static final List<LuaScript> READERS = List.of(Claims.USAGE, PoolLists.BROWSE, PoolLists.HELD);

    private final Directory directory;
    private final ClaimPolicies policies = new ClaimPolicies();

    public Pools(Directory directory) {
        this.directory = directory;
    }

    public PoolPlacement placement() {
        return new PoolPlacement(directory);
    }

    /** Whether leads may belong elsewhere, or ring at another time, after a change of configuration. */
    public static boolean moveLeads(@Nullable TenantConfig before, TenantConfig now) {
        return before == null || !before.all(Pool.POOL).equals(now.all(Pool.POOL));
    }

    public ClaimHistory history(PgLink pg) {
        return new ClaimHistory(pg, directory, policies);
    }

    /**
     * Claims through the journal.
     *
     * @param ids makes request ids, unique over all nodes
     */
    public Claims claims(Journal journal, Requests requests, LongSupplier ids) {
        return new Claims(journal, requests, directory, policies, ids);
    }

    public Moves moves(Journal journal, Requests requests, LongSupplier ids) {
        return new Moves(journal, requests, directory, ids);
    }

    /** What became of requests that come again. */
    public Repeats repeats(Requests requests, LongSupplier ids) {
        return new Repeats(requests, directory, ids);
    }

    public PoolLists lists(Journal journal) {
        return new PoolLists(journal);
    }
}
