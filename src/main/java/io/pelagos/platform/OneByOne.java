package io.pelagos.platform;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work for the same thing, one after another on this node, in the order in which it comes. */
public final class OneByOne<K> {
    private final int waitingMax;
    private final Map<K, Line> lines = new HashMap<>();

    private record Line(Future<?> last, int waiting) {}

    /** @param waitingMax pieces of work for one thing, the one under way included */
    public OneByOne(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    /**
     * Does the work when all that came before it is done, well or not.
     *
     * @param crowded instead of it when too much waits
     */
    public synchronized <T> Future<T> take(K key, Supplier<Future<T>> work, Supplier<Future<T>> crowded) {
        @Nullable Line line = lines.get(key);
        if (line != null && line.waiting >= waitingMax) {
            return crowded.get();
        }
        Future<?> before = line == null ? Future.succeededFuture() : line.last.otherwiseEmpty();
        Future<T> mine = before.compose(done -> work.get());
        lines.put(key, new Line(mine, line == null ? 1 : line.waiting + 1));
        mine.onComplete(done -> leave(key));
        return mine;
    }

    private synchronized void leave(K key) {
        lines.computeIfPresent(key, (k, line) -> line.waiting == 1 ? null : new Line(line.last, line.waiting - 1));
    }
}
