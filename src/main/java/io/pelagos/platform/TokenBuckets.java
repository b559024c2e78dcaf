package io.pelagos.platform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key, in memory: how often something may be done, steadily and at once. Of a bucket only the
 * moment is kept at which it will be full again (the generic cell rate algorithm, ITU-T I.371). Beyond so many keys
 * the one that was used longest ago is forgotten, which lets it begin anew. For one thread.
 */
public final class TokenBuckets {
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanos;
    private final Map<Object, Long> fullAt;

    /** @param nanos a clock that is never set, such as {@code System::nanoTime} */
    public TokenBuckets(int keysMax, LongSupplier nanos) {
        this.nanos = nanos;
        this.fullAt = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
                return size() > keysMax;
            }
        };
    }

    /**
     * Takes a token.
     *
     * @param perSecond how many come anew each second
     * @param burst how many there are at most
     * @return 0, or after how many nanoseconds there will be one; then none was taken
     */
    public long take(Object key, int perSecond, int burst) {
        long wait = missing(key, perSecond, burst);
        if (wait == 0) {
            long each = SECOND / perSecond;
            fullAt.put(key, full(key, nanos.getAsLong()) + each);
        }
        return wait;
    }

    /** As {@link #take}, without taking one. */
    public long missing(Object key, int perSecond, int burst) {
        long now = nanos.getAsLong();
        long each = SECOND / perSecond;
        return Math.max(0, full(key, now) + each - now - burst * each);
    }

    private long full(Object key, long now) {
        Long known = fullAt.get(key);
        return known == null || known - now < 0 ? now : known;
    }
}
