package io.pelagos.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks one platform's language: reads what it sends, writes what it wants to hear. Knows nothing of storage. */
public interface ChannelAdapter {
    /**
     * Checks and reads a delivery.
     *
     * @param secret the channel's secret, opened; null when it has none
     */
    Reading read(Channel channel, @Nullable String secret, Delivery delivery);

    /** What to answer when all leads of the delivery are taken care of: results in the order of the leads. */
    Reply reply(List<Accepted> results);

    /** What was read. */
    sealed interface Reading {
        /**
         * Taken.
         *
         * @param message the platform's name for this delivery, the same when it sends it again, and proven to be
         *     the platform's; null when it gives none
         */
        record Leads(List<LeadDraft> leads, @Nullable String message) implements Reading {}

        /**
         * Not taken.
         *
         * @param status 400 unreadable, 401 wrong signature or secret, 413 too large, 415 wrong media type
         * @param reason for the platform's log and the channel's dead letters; repeats nothing personal
         */
        record Refused(int status, String reason) implements Reading {}
    }

    record Reply(int status, String contentType, String body) {
        public static Reply json(int status, String body) {
            return new Reply(status, "application/json", body);
        }
    }
}
