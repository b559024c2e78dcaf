package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Fills a tenant's claim counters and cooldowns in Redis from the journal, in portions, see count.lua. */
final class CountFill {
    static final int DONE_BY_OTHERS = 0;
    static final int MINE = 1;
    private static final ClaimCounts.Counts NOTHING = new ClaimCounts.Counts(List.of(), List.of());

    private final RedisArbiter arbiter;
    private final ClaimCounts counts;
    private final Fence fence;
    private final int tenant;
    private final String filler;
    private final String defs;

    /** @param filler names who fills, among all that might */
    CountFill(RedisArbiter arbiter, ClaimCounts counts, Fence fence, int tenant, String filler) {
        this.arbiter = arbiter;
        this.counts = counts;
        this.fence = fence;
        this.tenant = tenant;
        this.filler = filler;
        this.defs = counts.defs(tenant);
    }

    /** From here on claims of the tenant are not decided. {@link #MINE}, {@link #DONE_BY_OTHERS}, or -1 while others fill. */
    Future<Integer> begin() {
        return call("begin", NOTHING);
    }

    /** Counts and fills; from its success on claims are decided. */
    Future<Void> rest() {
        return arbiter.nowMillis(fence)
                .compose(nowMillis -> counts.count(tenant, nowMillis, portion -> mine("more", portion)))
                .compose(done -> mine("end", NOTHING));
    }

    private Future<Void> mine(String word, ClaimCounts.Counts portion) {
        return call(word, portion)
                .compose(reply -> reply == MINE
                        ? Future.succeededFuture()
                        : Future.failedFuture("others have taken over the counting of tenant " + tenant));
    }

    private Future<Integer> call(String word, ClaimCounts.Counts portion) {
        List<String> arguments = new ArrayList<>(List.of(
                Integer.toString(tenant),
                defs,
                word,
                filler,
                Integer.toString(portion.counters().size() / 3)));
        arguments.addAll(portion.counters());
        arguments.addAll(portion.cooldowns());
        return arbiter.call(fence, RedisArbiter.COUNT, arguments).map(reply -> reply.toInteger());
    }
}
