package io.pelagos.followup;

import io.pelagos.lead.Facts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded contact, without what was said.
 *
 * @param version of the lead's journal line: its name within the lead
 * @param method call, wechat, sms, email, visit or other
 * @param call the phone system's id of the call; null for none
 * @param seconds of that call, as the phone system recorded it; 0 while it has not
 * @param proofs recording, upload, reply: what else shows it
 * @param isVoid a supervisor has found it to be a fake
 */
public record Followup(
        int version,
        long atMillis,
        String agent,
        String method,
        String outcome,
        @Nullable String call,
        int seconds,
        List<String> proofs,
        boolean isVoid) {

    /** With the call that the phone system tells of. */
    Followup shownBy(@Nullable String byCall, int ofSeconds) {
        return new Followup(version, atMillis, agent, method, outcome, byCall, ofSeconds, proofs, isVoid);
    }

    /** As a supervisor has judged it. */
    Followup judged(boolean fake) {
        return new Followup(version, atMillis, agent, method, outcome, call, seconds, proofs, fake);
    }

    /** As rules look at it, see {@link Facts#FOLLOWUPS}. */
    JsonObject fact() {
        JsonObject fact =
                new JsonObject().put("version", version).put("at", atMillis).put("outcome", outcome);
        if (seconds > 0) {
            fact.put("seconds", seconds);
        }
        if (!proofs.isEmpty()) {
            fact.put("proofs", new JsonArray(proofs));
        }
        if (call != null) {
            fact.put("call", call);
        }
        return fact;
    }
}
