package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Completes a tenant's counters after a limit was added. Claims of the tenant are not decided, nor given back,
 * meanwhile; those decided before are waited for, so that the journal knows all that count.
 */
final class Recount {
    private static final int OUTBOX_MAX = 100_000;
    private static final int WAITS_MAX = 250;
    private static final long WAIT_MILLIS = 20;

    private final RedisArbiter arbiter;
    private final ClaimCounts counts;
    private final String node;
    private final LongFunction<Future<Void>> pause;

    Recount(RedisArbiter arbiter, ClaimCounts counts, String node, LongFunction<Future<Void>> pause) {
        this.arbiter = arbiter;
        this.counts = counts;
        this.node = node;
        this.pause = pause;
    }

    Future<Void> run(Fence fence, int tenant) {
        return run(fence, tenant, 0);
    }

    private Future<Void> run(Fence fence, int tenant, int waits) {
        CountFill fill = new CountFill(arbiter, counts, fence, tenant, node);
        return fill.begin().compose(whose -> {
            if (whose == CountFill.DONE_BY_OTHERS) {
                return Future.succeededFuture();
            }
            if (whose == CountFill.MINE) {
                return claims(fence, tenant)
                        .compose(before -> waitFor(fence, tenant, before, 0))
                        .compose(done -> fill.rest());
            }
            return waits > WAITS_MAX
                    ? Future.failedFuture("another node still counts")
                    : pause.apply(WAIT_MILLIS).compose(done -> run(fence, tenant, waits + 1));
        });
    }

    private Future<Void> waitFor(Fence fence, int tenant, Set<Long> before, int waits) {
        if (before.isEmpty()) {
            return Future.succeededFuture();
        }
        if (waits > WAITS_MAX) {
            return Future.failedFuture("claims decided before do not settle");
        }
        return pause.apply(WAIT_MILLIS).compose(done -> claims(fence, tenant)).compose(now -> {
            now.retainAll(before);
            return waitFor(fence, tenant, now, waits + 1);
        });
    }

    private Future<Set<Long>> claims(Fence fence, int tenant) {
        return arbiter.sweep(fence, 0, OUTBOX_MAX).map(swept -> {
            Set<Long> ids = new HashSet<>();
            List<Entry> entries = swept.entries().stream().map(Entry::parse).toList();
            for (Entry entry : entries) {
                if (entry.tenant() == tenant && entry.counts()) {
                    ids.add(entry.requestId());
                }
            }
            return ids;
        });
    }
}
