package io.pelagos.alert;

import io.vertx.core.json.JsonObject;

/**
 * What was measured, against what a rule allows. Between what begins an alert and what ends it is a margin, so that a
 * number that wavers does not ring again and again.
 */
record Reading(State state, JsonObject facts) {
    /** Of a number that is allowed, a fifth must be kept before all is well again. */
    private static final int MARGIN = 5;

    enum State {
        BREACH,
        /** Neither begins nor ends an alert. */
        BETWEEN,
        CLEAR
    }

    /** Nobody can say now. */
    static final Reading NONE = new Reading(State.BETWEEN, new JsonObject());

    static State below(long value, long limit) {
        return value < limit ? State.BREACH : value >= limit + margin(limit) ? State.CLEAR : State.BETWEEN;
    }

    static State above(long value, long limit) {
        return value > limit ? State.BREACH : value <= Math.max(0, limit - margin(limit)) ? State.CLEAR : State.BETWEEN;
    }

    private static long margin(long limit) {
        return Math.max(1, limit / MARGIN);
    }

    /** The worse of two. */
    static State worse(State a, State b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
