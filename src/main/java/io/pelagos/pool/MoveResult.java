package io.pelagos.pool;

import io.pelagos.journal.Verdict;

/** What became of a release or an assignment. */
public sealed interface MoveResult {

    record Moved(Verdict.Moved lead, boolean replayed) implements MoveResult {}

    /** No such lead, or not in the caller's hands. */
    record NotFound() implements MoveResult {}

    /** The agent has it already. */
    record SameOwner() implements MoveResult {}

    /** The agent holds as many as allowed. */
    record Full(Usage usage) implements MoveResult {}

    /** It went somewhere else meanwhile: look again. */
    record Changed() implements MoveResult {}

    /** The road was not free. */
    record Hindered(Verdict.Obstacle obstacle) implements MoveResult {}
}
