package io.pelagos.platform;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What costs much to work out, kept for a while. Whoever asks while it is being worked out waits for the same; what
 * fails is not kept. All on one thread.
 */
public final class Kept<T> {
    private final long keptMillis;
    private final int keptMax;
    private final Map<String, Item<T>> items = new HashMap<>();

    private record Item<T>(long version, long atMillis, Future<T> value) {}

    /** @param keptMax of how many things; when there are more, all are worked out anew */
    public Kept(long keptMillis, int keptMax) {
        this.keptMillis = keptMillis;
        this.keptMax = keptMax;
    }

    /** @param version of the configuration that it depends on */
    public Future<T> of(String key, long version, long nowMillis, Supplier<Future<T>> work) {
        Item<T> known = items.get(key);
        // What is still being worked out is shared, however long it takes.
        if (known != null
                && known.version == version
                && (!known.value.isComplete() || Math.abs(nowMillis - known.atMillis) < keptMillis)) {
            return known.value;
        }
        if (items.size() >= keptMax) {
            items.clear();
        }
        Item<T> item = new Item<>(version, nowMillis, work.get());
        items.put(key, item);
        item.value.onFailure(failure -> items.remove(key, item));
        return item.value;
    }
}
