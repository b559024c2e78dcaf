package io.pelagos.channel;

import io.vertx.pgclient.PgException;

/** What a failed transaction means for its leads. */
enum CommitFailure {
    /** Another node was faster with one of the keys: look again. */
    RACE,
    /** A lead's id is taken: give new ones. */
    ID_TAKEN,
    /** Some value can never be stored. */
    DATA,
    /** Rolled back for a reason that passes: a timeout, a deadlock, no resources. */
    PASSING,
    /** The connection was lost: it may have committed. */
    LOST;

    /** Thrown in a transaction to end it: what it was to change is not as it was read. */
    static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Changed() {
            super("another node was faster", null, false, false);
        }
    }

    static CommitFailure of(Throwable cause) {
        if (cause instanceof Changed) {
            return RACE;
        }
        if (!(cause instanceof PgException refusal) || refusal.getSqlState() == null) {
            return LOST;
        }
        String state = refusal.getSqlState();
        if (state.equals("23505")) {
            String constraint = refusal.getConstraint();
            boolean key = "identity_pkey".equals(constraint) || "request_pkey".equals(constraint);
            return key ? RACE : ID_TAKEN;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23", "54" -> DATA;
            // 57014 is a cancelled statement, the rest of class 57 a server that goes down.
            case "57" -> state.equals("57014") ? PASSING : LOST;
            case "08" -> LOST;
            default -> PASSING;
        };
    }
}
