package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.SealedDetail;
import java.util.List;

/** What became of a proposal. */
public sealed interface Verdict {

    /**
     * Committed. The leads as committed, in the order of the decision.
     *
     * @param usage what the script told of the limits, empty for a replay
     * @param replayed the same key had been decided before
     */
    record Done(List<Moved> leads, String usage, boolean replayed) implements Verdict {}

    /** Not done, for a reason that the decision's script names, or one of the {@link Obstacle}s. */
    record Refused(String word, List<String> details) implements Verdict {
        public String detail(int i) {
            return i < details.size() ? details.get(i) : "";
        }
    }

    /** The way is not free; the lead and its limits may be fine. */
    enum Obstacle implements Verdict {
        /** The cell is being rebuilt, or an engine is away. Nothing was decided. */
        NOT_READY,
        /** Too many requests wait. Nothing was decided. */
        OVERLOADED,
        /** It may or may not have happened: ask again with the same key. */
        OUTCOME_UNKNOWN,
        /** The lead was in flight for too long. */
        BUSY,
        /** The configuration has changed: make the proposal again. */
        STALE,
        /** The key was used with another body. */
        KEY_REUSED,
        /** PostgreSQL does not take a value in it, and never will. */
        BAD_DATA,
        /** PostgreSQL knew better; Redis has been put right. */
        OVERRULED
    }

    /**
     * A lead as committed.
     *
     * @param type of the event that it was
     * @param stillThere false when the lead has moved on since (a replay)
     */
    record Moved(LeadRow row, SealedDetail detail, String type, boolean stillThere) {}
}
