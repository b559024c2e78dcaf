package io.pelagos.journal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which leads of a cell the scrubber looks at, and when: all of them again and again at a steady pace,
 * and those of a tenant whose rules have changed at once, and again a little later. In small steps with
 * a breath in between: nobody's claim should wait behind a long one.
 */
final class Walks {
    private static final int STEP_LEADS = 50;
    /** A step costs its round trips, however few leads it finds. */
    private static final int STEP_COST_LEADS = 10;

    private static final long BREATH_MILLIS_MIN = 5;
    /** A breath is so many times as long as the step before: who is busy is asked for less. */
    private static final int BREATH_STEPS = 5;

    private static final int HURRY_LEADS = 20_000;
    /** Leads that were on their way at the first walk have settled by the second. */
    private static final long AGAIN_AFTER_MILLIS = 10_000;
    /** A small cell is not walked more often. */
    private static final long WALK_MILLIS_MIN = 5_000;

    private final Scrubber scrubber;
    private final Road.Time time;
    private final Map<Integer, Hurry> hurried = new LinkedHashMap<>();
    private final Deque<Walk> ahead = new ArrayDeque<>();
    private long nextAtMillis;

    Walks(Scrubber scrubber, Road.Time time) {
        this.scrubber = scrubber;
        this.time = time;
    }

    /** A way through one tenant's leads. */
    private static final class Walk {
        final int tenant;
        long reached;
        boolean over;

        Walk(int tenant) {
            this.tenant = tenant;
        }
    }

    private record Hurry(Walk walk, boolean last, long fromMillis) {}

    /** The tenant's rules have changed: its leads are walked faster, from their beginning. */
    void hurry(int tenant) {
        hurried.put(tenant, new Hurry(new Walk(tenant), false, 0));
    }

    /** What is in a hurry, then as many leads of the cell as the pace allows until the next call. */
    Future<Void> run(Fence fence, int leads) {
        Future<Void> done = Future.succeededFuture();
        for (Hurry hurry : List.copyOf(hurried.values())) {
            if (hurry.fromMillis <= time.nowMillis()) {
                done = done.compose(x -> steps(fence, hurry.walk, HURRY_LEADS)).map(left -> {
                    walked(hurry);
                    return null;
                });
            }
        }
        return done.compose(x -> around(fence, leads));
    }

    private void walked(Hurry hurry) {
        int tenant = hurry.walk.tenant;
        // Another change meanwhile has begun a walk of its own.
        if (hurry.walk.over && hurry.equals(hurried.get(tenant))) {
            if (hurry.last) {
                hurried.remove(tenant);
            } else {
                hurried.put(tenant, new Hurry(new Walk(tenant), true, time.nowMillis() + AGAIN_AFTER_MILLIS));
            }
        }
    }

    private Future<Void> around(Fence fence, int leads) {
        Walk walk = ahead.peek();
        if (leads <= 0) {
            return Future.succeededFuture();
        }
        if (walk != null) {
            return steps(fence, walk, leads).compose(left -> {
                if (walk.over) {
                    ahead.remove(walk);
                }
                return around(fence, left);
            });
        }
        if (time.nowMillis() < nextAtMillis) {
            return Future.succeededFuture();
        }
        nextAtMillis = time.nowMillis() + WALK_MILLIS_MIN;
        return scrubber.tenants(fence).compose(tenants -> {
            tenants.forEach(tenant -> ahead.add(new Walk(tenant)));
            return tenants.isEmpty() ? Future.succeededFuture() : around(fence, leads);
        });
    }

    /** Goes on until the walk or the budget is over; what is left of the budget. */
    private Future<Integer> steps(Fence fence, Walk walk, int leads) {
        if (leads <= 0 || walk.over) {
            return Future.succeededFuture(leads);
        }
        long beganMillis = time.nowMillis();
        return scrubber.step(fence, walk.tenant, walk.reached, STEP_LEADS).compose(ids -> {
            walk.over = ids.size() < STEP_LEADS;
            walk.reached = ids.isEmpty() ? walk.reached : ids.get(ids.size() - 1);
            int left = leads - Math.max(ids.size(), STEP_COST_LEADS);
            return breath(time.nowMillis() - beganMillis).compose(x -> steps(fence, walk, left));
        });
    }

    private Future<Void> breath(long stepMillis) {
        Promise<Void> promise = Promise.promise();
        time.after(Math.max(BREATH_MILLIS_MIN, BREATH_STEPS * stepMillis), promise::complete);
        return promise.future();
    }
}
