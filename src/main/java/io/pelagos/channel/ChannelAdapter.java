package io.pelagos.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Speaks one platform's language: reads what it sends, writes what it wants to hear. Knows nothing of storage. */
public interface ChannelAdapter {
    /**
     * Checks and reads a delivery.
     *
     * @param secrets the channel's, opened
     */
    Reading read(Channel channel, Credentials secrets, Delivery delivery);

    /** What to answer when all leads of the delivery are taken care of: results in the order of the leads. */
    Reply reply(List<Accepted> results);

    /** The platform's question whether this is the right address (GET): what to answer; null when it never asks. */
    default @Nullable Reply handshake(Channel channel, Credentials secrets, Delivery question) {
        return null;
    }

    /** What was read. */
    sealed interface Reading {
        /**
         * Taken.
         *
         * @param message the platform's name for this delivery, the same when it sends it again, and proven to be
         *     the platform's; null when it gives none
         * @param bad those of several that cannot be read
         */
        record Leads(List<LeadDraft> leads, @Nullable String message, List<BadPart> bad) implements Reading {
            public Leads(List<LeadDraft> leads, @Nullable String message) {
                this(leads, message, List.of());
            }
        }

        /**
         * Only ids came; their data are to be fetched. None: there is nothing to do, and that is acknowledged.
         *
         * @param tests how many more were a platform's test, of which nothing can be fetched
         */
        record Fetches(List<FetchWanted> wanted, List<BadPart> bad, int tests) implements Reading {}

        /**
         * Not taken.
         *
         * @param status 400 unreadable, 401 wrong signature or secret, 404 nothing is ever pushed here, 413 too large, 415 wrong media type
         * @param reason for the platform's log and the channel's dead letters; repeats nothing personal
         * @param proven the sender had shown by then that it knows the channel's secret
         */
        record Refused(int status, String reason, boolean proven) implements Reading {
            /** Before anything was proven. */
            public Refused(int status, String reason) {
                this(status, reason, false);
            }
        }
    }

    record Reply(int status, String contentType, String body) {
        public static Reply json(int status, String body) {
            return new Reply(status, "application/json", body);
        }
    }
}
