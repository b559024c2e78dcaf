package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.SealedDetail;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL as the journal sees it. Futures fail with {@link Trouble}: {@code UNREACHABLE} when it is
 * not known whether the transaction committed, {@code BAD_DATA} when PostgreSQL refused a value and
 * nothing was written.
 */
interface Truth {

    /** Writes the moves that fit, in one transaction; checks the epoch. */
    Future<Committed> commit(Fence fence, List<Entry> entries);

    /** Looks up what is known of moves that did not happen just now. */
    Future<List<Found>> find(List<Entry> entries);

    /**
     * What a transaction did.
     *
     * @param epoch the fence's, or, when something did not move, the cell's as it is then
     */
    record Committed(long epoch, List<Landed> moved) {}

    /**
     * A lead that moved.
     *
     * @param entry number of the entry in the batch
     * @param move number of the move in the entry
     */
    record Landed(int entry, int move, LeadRow lead, SealedDetail detail) {}

    /**
     * What is known of a move.
     *
     * @param lead the lead as it is now, null when there is no such lead
     * @param committed the row that this very move made, null when it was not committed
     * @param type of the event that it was, null when it was not committed
     */
    record Found(
            int entry,
            int move,
            @Nullable LeadRow lead,
            @Nullable LeadRow committed,
            @Nullable String type,
            @Nullable SealedDetail detail) {}
}
