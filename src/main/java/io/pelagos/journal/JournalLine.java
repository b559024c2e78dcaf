package io.pelagos.journal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A line of the journal as a reader of its tail gets it.
 *
 * @param cursor goes on behind this line; it holds the transaction, the lead and the version
 * @param agent who has the lead now, and in which team; {@code leftAgent} who had it and has it no longer
 * @param body the stored bytes: {@link LeadEvent#bytes()}
 */
public record JournalLine(
        JournalCursor cursor,
        int tenant,
        String type,
        long atMillis,
        @Nullable String agent,
        @Nullable String team,
        @Nullable String pool,
        @Nullable String leftAgent,
        @Nullable String leftTeam,
        Buffer body) {

    public long lead() {
        return cursor.lead();
    }

    public int version() {
        return cursor.version();
    }

    /** The body in the words of {@link LeadEvent}; parsed anew at each call. */
    public JsonObject event() {
        return new JsonObject(body);
    }
}
