package io.pelagos.exchange;

import io.pelagos.team.Agent;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lead's life in another system, as far as its row tells. Times are epoch milliseconds, 0 for none.
 *
 * @param owner whose it is; null: nobody's
 * @param closedReason null for one that is not closed
 * @param lastOutcome of the last follow-up; null when that is not told
 * @param followups oldest first
 * @param told what is only told in its journal: {@code created_at}, {@code entered_pool_at}, {@code claimed_at},
 *     {@code rounds}
 * @param fields values of the firm's own fields
 */
record Past(
        @Nullable Agent owner,
        @Nullable String closedReason,
        long wonAtMillis,
        long contractEndsAtMillis,
        long lastFollowupAtMillis,
        @Nullable String lastOutcome,
        long nextAtMillis,
        List<Contacted> followups,
        JsonObject told,
        JsonObject fields) {

    /**
     * A follow-up of then.
     *
     * @param content what was said, personal; null for nothing
     */
    record Contacted(
            long atMillis,
            String method,
            String outcome,
            @Nullable String content) {}

    /** Whether it is a lead like any other. */
    boolean isNothing() {
        return owner == null
                && closedReason == null
                && wonAtMillis == 0
                && contractEndsAtMillis == 0
                && lastFollowupAtMillis == 0
                && lastOutcome == null
                && nextAtMillis == 0
                && followups.isEmpty()
                && told.isEmpty()
                && fields.isEmpty();
    }
}
