package io.pelagos.deadletter;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that could not be taken.
 *
 * @param status what the platform was answered
 * @param reason repeats nothing of what was sent
 * @param sizeBytes of the body as it came
 * @param cut only the beginning of the body is kept
 * @param proven the sender had shown that it knows the channel's secret
 * @param triedAtMillis when it was replayed for the last time; 0 for never
 * @param replayedAtMillis when all that is in it was taken care of; 0 for not yet
 * @param outcome of the last replay
 */
public record DeadLetter(
        String channel,
        long id,
        long atMillis,
        int status,
        String reason,
        @Nullable String mediaType,
        long sizeBytes,
        boolean cut,
        boolean proven,
        long triedAtMillis,
        long replayedAtMillis,
        @Nullable JsonObject outcome) {
    /** As it is kept for the first time. */
    DeadLetter(
            String channel,
            long id,
            long atMillis,
            int status,
            String reason,
            @Nullable String mediaType,
            long sizeBytes,
            boolean cut,
            boolean proven) {
        this(channel, id, atMillis, status, reason, mediaType, sizeBytes, cut, proven, 0, 0, null);
    }

    /** Whether it makes sense to read it again: it is whole, and came from whom it should. */
    public boolean replayable() {
        return proven && !cut;
    }
}
