package io.pelagos.followup;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which call belongs to which follow-up: the one that names it; else the nearest that fits. */
final class CallMatch {
    /** A follow-up is written during its call, or so long after it. */
    static final long WRITTEN_WITHIN_MILLIS = TimeUnit.HOURS.toMillis(2);

    private CallMatch() {}

    /** The follow-up of a call: by the same agent, by phone, written soon after; the first that has no call yet. */
    static @Nullable Followup followup(List<Followup> history, CallRecord call) {
        for (Followup followup : history) {
            if (call.id().equals(followup.call())) {
                return followup;
            }
        }
        for (Followup followup : history) {
            if (followup.call() == null
                    && followup.method().equals("call")
                    && fits(followup.agent(), followup.atMillis(), call)) {
                return followup;
            }
        }
        return null;
    }

    /** Whether an agent's follow-up at a time may be about the call. */
    static boolean fits(String agent, long atMillis, CallRecord call) {
        return (call.agent() == null || call.agent().equals(agent))
                && atMillis >= call.startedAtMillis()
                && atMillis <= call.endedAtMillis() + WRITTEN_WITHIN_MILLIS;
    }
}
