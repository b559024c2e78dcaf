package io.pelagos.pool;

import io.pelagos.team.Document;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a lead that came back is closed to who had it.
 *
 * @param agent to the same agent; null for not at all, as the others
 * @param team to the agent's team
 * @param everyone to all
 */
public record Cooldown(
        @Nullable Duration agent,
        @Nullable Duration team,
        @Nullable Duration everyone) {
    public static final Cooldown NONE = new Cooldown(null, null, null);
    private static final Duration LONGEST = Duration.ofDays(3660);

    static Cooldown in(Document pool) {
        @Nullable
        Cooldown cooldown = pool.object(
                "cooldown",
                d -> new Cooldown(
                        d.duration("agent", LONGEST), d.duration("team", LONGEST), d.duration("everyone", LONGEST)));
        return cooldown == null ? NONE : cooldown;
    }
}
