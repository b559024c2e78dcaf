package io.pelagos.signin;

import io.vertx.core.Future;

/** Forgets what is over: sessions, failures, the trail's end. Each round takes a bounded number. */
public final class SignInCare {
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
        return sessions.forget()
                .compose(done -> guard.forget())
                .compose(done -> trail.forget())
                .mapEmpty();
    }
}
