package io.pelagos.http;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * For so many requests of a kind at once in this node, and half as many of one firm, so that none takes it all; one more is
 * refused, and may come again.
 */
final class Room {
    private final int each;
    private final String full;
    private final Map<Integer, Integer> inside = new HashMap<>();
    private int all;

    /**
     * Takes twice as many of all firms together.
     *
     * @param each of one firm
     * @param full says so to who is refused
     */
    Room(int each, String full) {
        this.each = each;
        this.full = full;
    }

    /** Refuses where there is no room; else {@link #leave} gives it back. */
    synchronized void enter(int tenant) {
        int of = inside.getOrDefault(tenant, 0);
        if (of == each || all == 2 * each) {
            throw Problem.NOT_READY.detail(full).refusal();
        }
        inside.put(tenant, of + 1);
        all++;
    }

    synchronized void leave(int tenant) {
        inside.computeIfPresent(tenant, (no, of) -> of == 1 ? null : of - 1);
        all--;
    }

    /** Holds room as long as the work lasts. */
    <T> Future<T> hold(int tenant, Supplier<Future<T>> work) {
        enter(tenant);
        return Future.succeededFuture().compose(entered -> work.get()).onComplete(done -> leave(tenant));
    }
}
