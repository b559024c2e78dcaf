package io.pelagos.lead;

import com.github.f4b6a3.tsid.Tsid;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A row of the hot table {@code lead}: where a lead is, as committed. Times are epoch milliseconds,
 * 0 for none.
 *
 * @param pool where it is pooled, or was claimed from
 * @param facts what rules and order look at: grade, score, tags, lane, followed_up_at, next_at, won_at …
 */
public record LeadRow(
        int tenant,
        long id,
        int version,
        LeadState state,
        String pool,
        @Nullable String owner,
        @Nullable String team,
        long enteredAtMillis,
        long claimedAtMillis,
        long changedAtMillis,
        int rounds,
        JsonObject facts) {

    /** When it came in: its id holds that time. */
    public long receivedMillis() {
        return Tsid.from(id).getInstant().toEpochMilli();
    }

    public long factMillis(String name) {
        return facts.getLong(name, 0L);
    }

    /** Whether nothing is known any more of its person. */
    public boolean erased() {
        return facts.containsKey(Facts.ERASED_AT);
    }

    /** Whether its owner has not followed it up yet; what a leave has moved is not counted as that. */
    public boolean untouched() {
        return !facts.containsKey(Facts.FOLLOWUPS)
                && !facts.containsKey(Facts.DEPUTISED)
                && !facts.containsKey(Facts.MIGRATED);
    }
}
