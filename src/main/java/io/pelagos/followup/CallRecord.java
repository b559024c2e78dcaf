package io.pelagos.followup;

import org.jspecify.annotations.Nullable;

/**
 * A call as the phone system recorded it.
 *
 * @param id the phone system's
 * @param lead whose number it was; 0 for nobody's
 * @param agent who called or was called; null when the phone system does not know
 * @param seconds talked; 0 when nobody answered
 * @param recorded whether there is a recording
 */
public record CallRecord(
        String id,
        long lead,
        @Nullable String agent,
        boolean inbound,
        long startedAtMillis,
        int seconds,
        boolean recorded) {

    /** The same call with this lead. */
    public CallRecord of(long ofLead) {
        return new CallRecord(id, ofLead, agent, inbound, startedAtMillis, seconds, recorded);
    }

    /** When the call was over. */
    long endedAtMillis() {
        return startedAtMillis + seconds * 1000L;
    }
}
