package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.List;

/**
 * Redis as the journal sees it. Futures fail with {@link Trouble}: {@code FORGOTTEN} when the scripts
 * are not known (this Redis may have lost something), {@code UNREACHABLE} when no answer came.
 */
interface Arbiter {

    /** Decides proposals of one kind, in order. */
    Future<Decided> decide(Fence fence, List<Proposal> proposals);

    Future<Void> settle(Fence fence, List<Settlement> settlements);

    /**
     * What Redis answered.
     *
     * @param replies one per proposal
     */
    record Decided(long nowMillis, int outboxLength, List<Reply> replies) {}

    /**
     * What became of one proposal.
     *
     * @param text a word, then details, between newlines
     * @param entry what PostgreSQL must write, or empty
     */
    record Reply(String text, String entry) {}

    record Swept(int outboxLength, List<String> entries) {}

    record Look(String record, boolean whole) {}
}
