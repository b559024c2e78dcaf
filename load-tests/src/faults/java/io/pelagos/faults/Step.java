package io.pelagos.faults;

import java.util.Locale;

/**
 * A moment inside the protocol at which a node is hit, seen on one of its wires: something asked that has not left, or
 * answered and not heard. What is asked and answered is named by {@link RedisTalk}, {@link PostgresTalk} and {@link ClientTalk}.
 */
enum Step {
    /** Decided in Redis, with an entry in the outbox; the node does not know yet. */
    DECIDED("decide", false),
    /** The node knows what was decided; PostgreSQL does not. */
    COMMIT_ASKED("commit", true),
    /** Committed; nobody has heard of it. */
    COMMITTED("commit", false),
    /** Committed and heard; Redis does not know yet. */
    SETTLE_ASKED("settle", true),
    SETTLED("settle", false),
    /** The answer has left the node and never reaches the client. */
    CLAIM_ANSWERED("claim", false),
    /** Somebody has taken over what another left undone. */
    SWEEP_FOUND("sweep+", false),
    SCRUBBER_LOOKED("look", false),
    /** A deadline has come and is leased for half a minute. */
    ALARM_RANG("ring+", false),
    TAIL_LOOKED("missing", false),
    INTAKE_COMMIT_ASKED("intake-commit", true),
    /** Leads are accepted; no pool shows them. */
    INTAKE_COMMITTED("intake-commit", false),
    /** The old lead's journal tells of who came again; the note that it is to do so is still there. */
    TOUCH_TOLD("touched", true),
    /** A new epoch, and nothing of it in Redis. */
    EPOCH_BEGUN("epoch-commit", false),
    /** Some of the leads are there; nothing can be decided. */
    REBUILD_FILLING("fill", false),
    /** A rebuild has filled Redis and has not compared. */
    REBUILD_FILLED("tally", true),
    /** All scripts are known; the marker is not. */
    REBUILD_LOADED("load-marker", true),
    /** Redis is whole; PostgreSQL does not say so. */
    REBUILD_READY_ASKED("ready", true),
    /** Lines of the journal wait to be told to a webhook; the node does not know. */
    WEBHOOK_TAKEN_IN("take-in", false),
    /** A webhook was told; that it was is not noted. */
    WEBHOOK_TOLD("told", true),
    /** A part of a job is done; that it is, is not noted. */
    JOB_DONE("job", true);

    private final String what;
    private final boolean asked;

    Step(String what, boolean asked) {
        this.what = what;
        this.asked = asked;
    }

    boolean is(String passing, boolean isAsked) {
        return asked == isAsked && what.equals(passing);
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Happens only in a rebuild. */
    boolean ofRebuild() {
        return this == EPOCH_BEGUN
                || this == REBUILD_FILLING
                || this == REBUILD_FILLED
                || this == REBUILD_LOADED
                || this == REBUILD_READY_ASKED;
    }
}
