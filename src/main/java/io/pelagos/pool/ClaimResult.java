package io.pelagos.pool;

import io.pelagos.journal.Verdict;
import java.util.List;

/** What became of a claim. */
public sealed interface ClaimResult {

    record Claimed(List<Verdict.Moved> leads, List<Usage> usage, boolean replayed) implements ClaimResult {}

    /** Somebody was faster. */
    record AlreadyClaimed() implements ClaimResult {}

    /** Nothing is left, or nothing that is open to this agent. */
    record PoolEmpty() implements ClaimResult {}

    /** No such lead in this pool, or nobody may see it yet. */
    record NotFound() implements ClaimResult {}

    /** The lead asks for what the agent does not have. */
    record LaneClosed(String lane) implements ClaimResult {}

    record CoolingDown(long untilMillis) implements ClaimResult {}

    /** @param atMillis when the agent's turn begins; 0 for never */
    record NotYourTurn(long atMillis) implements ClaimResult {}

    record QuotaExceeded(Usage usage) implements ClaimResult {}

    /**
     * There is work to do before the next claim.
     *
     * @param gate {@code untouched} or {@code overdue}
     */
    record WorkFirst(String gate, long count, long max) implements ClaimResult {}

    /** The road was not free; nothing is said about the lead. */
    record Hindered(Verdict.Obstacle obstacle) implements ClaimResult {}
}
