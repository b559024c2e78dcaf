package io.pelagos.faults;

import java.util.List;

/**
 * What came back.
 *
 * @param status 0 when nothing came back: the request may or may not have been carried out
 * @param problem the last part of the problem's type, or empty
 * @param replayed whether the server said that it answers again
 * @param result a webhook's result, {@link #MATCHED}, or empty
 * @param leads the leads of a 2xx answer, as the client was told
 * @param text the first part of the body, or why there is none
 */
record Answer(int status, String problem, boolean replayed, String result, List<Told> leads, String text) {

    /** The result of a call record that changed a follow-up. */
    static final String MATCHED = "matched";

    /** One lead of an answer; version 0 when the answer names only the lead. */
    record Told(long lead, int version, String state, String pool, String owner) {}

    static Answer none(String why) {
        return new Answer(0, "", false, "", List.of(), why);
    }

    Answer telling(List<Told> others) {
        return new Answer(status, problem, replayed, result, others, text);
    }

    boolean ok() {
        return status >= 200 && status < 300;
    }

    /** Nobody knows whether it happened: no answer, or a 503 that does not say that nothing was decided. */
    boolean unknown() {
        return status == 0 || status >= 500 && !problem.equals("not-ready");
    }

    /** Worth asking again with the same key. */
    boolean retry() {
        return status == 0 || status >= 500 || status == 429 && !problem.equals("quota-exceeded");
    }

    String outcome() {
        return status == 0 ? "no answer" : problem.isEmpty() ? Integer.toString(status) : status + " " + problem;
    }
}
