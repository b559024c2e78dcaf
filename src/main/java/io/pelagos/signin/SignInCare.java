package io.pelagos.signin;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Forgets what is over: sessions, failures, the trail's end. */
public final class SignInCare {
    /** What one statement takes away at most: none is to hold the others up. */
    static final int ROWS = 5_000;

    private static final int STEPS_MAX = 200;

    private final Sessions sessions;
    private final Guard guard;
    private final Trail trail;

    public SignInCare(Sessions sessions, Guard guard, Trail trail) {
        this.sessions = sessions;
        this.guard = guard;
        this.trail = trail;
    }

    /** One round; harmless when several nodes do it at once. */
    public Future<Void> forget() {
        return all(sessions::forget, STEPS_MAX)
                .compose(done -> all(guard::forget, STEPS_MAX))
                .compose(done -> all(trail::forget, STEPS_MAX))
                .compose(done -> trail.bound())
                .mapEmpty();
    }

    private static Future<Integer> all(Supplier<Future<Integer>> forget, int steps) {
        return forget.get()
                .compose(count -> count < ROWS || steps == 0 ? Future.succeededFuture(count) : all(forget, steps - 1));
    }
}
