package io.pelagos.journal;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which leads of a cell the scrubber looks at, and when: all of them again and again at a steady pace; {@link Realign}
 * asks for those of a tenant whose rules have changed. In small steps with a breath in between: nobody's claim should
 * wait behind a long one.
 */
final class Walks {
    private static final int STEP_LEADS = 50;
    /** A step costs its round trips, however few leads it finds. */
    private static final int STEP_COST_LEADS = 10;

    private static final long BREATH_MILLIS_MIN = 5;
    /** A breath is so many times as long as the step before: who is busy is asked for less. */
    private static final int BREATH_STEPS = 5;

    /** A small cell is not walked more often. */
    private static final long WALK_MILLIS_MIN = 5_000;

    private final Scrubber scrubber;
    private final Road.Time time;
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
        int looked;
        boolean over;

        Walk(int tenant, long reached) {
            this.tenant = tenant;
            this.reached = reached;
        }
    }

    /**
     * How far a part of a walk came.
     *
     * @param lead the last that was looked at
     * @param looked how many
     * @param over whether there are no more
     */
    record Reached(long lead, int looked, boolean over) {}

    /** Looks at about so many of a tenant's leads behind one. */
    Future<Reached> part(Fence fence, int tenant, long after, int leads) {
        Walk walk = new Walk(tenant, after);
        return steps(fence, walk, leads).map(left -> new Reached(walk.reached, walk.looked, walk.over));
    }

    /** As many leads of the cell as the pace allows until the next call. */
    Future<Void> run(Fence fence, int leads) {
        Walk walk = ahead.peek();
        if (leads <= 0) {
            return Future.succeededFuture();
        }
        if (walk != null) {
            return steps(fence, walk, leads).compose(left -> {
                if (walk.over) {
                    ahead.remove(walk);
                }
                return run(fence, left);
            });
        }
        if (time.nowMillis() < nextAtMillis) {
            return Future.succeededFuture();
        }
        nextAtMillis = time.nowMillis() + WALK_MILLIS_MIN;
        return scrubber.tenants(fence).compose(tenants -> {
            tenants.forEach(tenant -> ahead.add(new Walk(tenant, 0)));
            return tenants.isEmpty() ? Future.succeededFuture() : run(fence, leads);
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
            walk.looked += ids.size();
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
