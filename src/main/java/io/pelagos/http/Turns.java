package io.pelagos.http;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writers of one tenant's configuration on this node take turns: side by side, all but one would find
 * their snapshot too old and begin again. Against other nodes the version's check decides.
 */
final class Turns {
    private static final int WAITING_MAX = 1_000;

    private final Map<Integer, Line> lines = new HashMap<>();

    private record Line(Future<?> last, int waiting) {}

    /** Does the work when all that came before it is done, well or not. */
    synchronized <T> Future<T> take(int tenant, Supplier<Future<T>> work) {
        @Nullable Line line = lines.get(tenant);
        if (line != null && line.waiting >= WAITING_MAX) {
            return Future.failedFuture(Problem.NOT_READY.refusal());
        }
        Future<?> before = line == null ? Future.succeededFuture() : line.last.otherwiseEmpty();
        Future<T> mine = before.compose(done -> work.get());
        lines.put(tenant, new Line(mine, line == null ? 1 : line.waiting + 1));
        mine.onComplete(done -> leave(tenant));
        return mine;
    }

    private synchronized void leave(int tenant) {
        lines.computeIfPresent(tenant, (no, line) -> line.waiting == 1 ? null : new Line(line.last, line.waiting - 1));
    }
}
