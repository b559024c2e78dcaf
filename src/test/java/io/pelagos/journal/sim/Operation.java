package io.pelagos.journal.sim;

/**
 * What a client wants.
 *
 * @param key of the request, hex; empty for one that is sent once
 * @param lead 0 for the next
 */
record Operation(int number, Kind kind, String key, String body, String agent, long lead, int count) {
    enum Kind {
        CLAIM_NEXT,
        CLAIM_CHOSEN,
        RELEASE,
        FOLLOW_UP,
        ASSIGN,
        CLOSE,
        REOPEN,
        POISON;

        boolean claims() {
            return this == CLAIM_NEXT || this == CLAIM_CHOSEN;
        }
    }

    @Override
    public String toString() {
        return "#" + number + " " + agent + " " + kind + (lead == 0 ? " x" + count : " " + lead)
                + (key.isEmpty() ? "" : " key");
    }
}
