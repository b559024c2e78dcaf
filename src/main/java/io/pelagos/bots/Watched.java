package io.pelagos.bots;

import io.pelagos.team.BotPolicy;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one agent has done on this node lately: some numbers, and the newest sessions. */
final class Watched {
    private static final long SECOND = 1_000;

    private final Map<String, Long> sessions = new LinkedHashMap<>();
    private long secondMillis = Long.MIN_VALUE;
    private int attempts;
    private int reflexes;
    /** When the newest reason was written down; many come one after the other. */
    long writtenMillis = Long.MIN_VALUE;
    /** Claims that wait. */
    int delayed;

    /** Why it is suspicious. */
    record Reason(String why, JsonObject evidence) {}

    /**
     * A claim.
     *
     * @param session token and address
     * @param nowMillis of a clock that is never set
     */
    @Nullable
    Reason attempt(BotPolicy policy, String session, long nowMillis) {
        if (secondMillis == Long.MIN_VALUE || nowMillis - secondMillis >= SECOND) {
            secondMillis = nowMillis;
            attempts = 0;
        }
        attempts++;
        Reason busy = policy.sessions() == null ? null : sessions(policy.sessions(), session, nowMillis);
        boolean fast = policy.attemptsPerSecond() > 0 && attempts > policy.attemptsPerSecond();
        return fast ? new Reason("speed", new JsonObject().put("attempts", attempts)) : busy;
    }

    private @Nullable Reason sessions(BotPolicy.Sessions limit, String session, long nowMillis) {
        sessions.remove(session);
        sessions.put(session, nowMillis);
        sessions.values().removeIf(seen -> nowMillis - seen > limit.within().toMillis());
        int count = sessions.size();
        if (count <= limit.max()) {
            return null;
        }
        // One more than allowed is enough to know.
        sessions.remove(sessions.keySet().iterator().next());
        return new Reason("sessions", new JsonObject().put("sessions", count));
    }

    /** A win, so long after its lead had appeared. */
    @Nullable
    Reason won(BotPolicy.Reflex reflex, long afterMillis) {
        reflexes = afterMillis <= reflex.millis() ? reflexes + 1 : 0;
        return reflexes < reflex.times()
                ? null
                : new Reason(
                        "reflex", new JsonObject().put("millis", afterMillis).put("times", reflexes));
    }
}
