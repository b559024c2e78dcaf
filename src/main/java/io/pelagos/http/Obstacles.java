package io.pelagos.http;

import io.pelagos.journal.Verdict;

/** What a client is told when the road was not free. */
final class Obstacles {
    private Obstacles() {}

    static Answer answer(Verdict.Obstacle obstacle) {
        return problem(obstacle).answer();
    }

    private static Problem problem(Verdict.Obstacle obstacle) {
        return switch (obstacle) {
            case NOT_READY, STALE, BUSY, OVERRULED -> Problem.NOT_READY;
            case BAD_DATA -> Problem.invalid("", "a value cannot be stored");
            case OVERLOADED -> Problem.NOT_READY.detail("Too many requests wait already");
            case OUTCOME_UNKNOWN -> Problem.OUTCOME_UNKNOWN;
            case KEY_REUSED ->
                Problem.of("idempotency-key-reused", 422, "This Idempotency-Key was used for another request");
        };
    }
}
