package io.pelagos.channel;

/** What became of a lead that wanted to come in. */
public sealed interface Accepted {
    /** As answers to people and counts name it. */
    String word();

    /** Which lead it became or is; 0 for none. */
    default long lead() {
        return 0;
    }

    /**
     * Committed.
     *
     * @param replayed the answer to an earlier request with the same key, again
     */
    record Lead(long lead, boolean replayed) implements Accepted {
        @Override
        public String word() {
            return "accepted";
        }
    }

    /** The same lead is there already. */
    record Duplicate(long lead) implements Accepted {
        @Override
        public String word() {
            return "duplicate";
        }
    }

    /** A lead that is there already has it as a new touch, or will within moments. */
    record Merged(long lead) implements Accepted {
        @Override
        public String word() {
            return "merged";
        }
    }

    /** A platform's test: recognised, not stored. */
    record Test() implements Accepted {
        @Override
        public String word() {
            return "test";
        }
    }

    /** Too many are waiting, or the database cannot be reached: nothing was stored, come again (503). */
    record Overloaded() implements Accepted {
        @Override
        public String word() {
            return "not-ready";
        }
    }

    /** The connection was lost while it was committed, and again when it was looked for (503). */
    record Unknown() implements Accepted {
        @Override
        public String word() {
            return "outcome-unknown";
        }
    }

    /** The idempotency key was used with another body (422). */
    record Reused() implements Accepted {
        @Override
        public String word() {
            return "reused";
        }
    }

    /** One of several of a delivery, which could not be read. The others go their way. */
    record Unreadable() implements Accepted {
        @Override
        public String word() {
            return "refused";
        }
    }

    /** PostgreSQL does not take these values; they will never be taken. */
    record Refused(String reason) implements Accepted {
        @Override
        public String word() {
            return "refused";
        }
    }
}
