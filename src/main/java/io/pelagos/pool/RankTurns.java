package io.pelagos.pool;

import io.pelagos.team.Document;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Agents of a pool claim one after another, by their rank: each has the pool for a while, then the next, and after the
 * last the first again. Ranks are those of the beginning of the firm's day.
 *
 * @param time how long a turn lasts
 * @param top how many take turns, the best in front
 */
public record RankTurns(Duration time, int top) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration USUAL = Duration.ofMinutes(1);

    /**
     * An agent's turns: those slots from the anchor on whose number, divided by how many agents take turns, leaves the
     * agent's place.
     *
     * @param place from 0; {@code agents} for somebody who takes no turns
     */
    public record Slots(long anchorMillis, long timeMillis, int agents, int place, long endMillis) {
        /** When the agent's turn is, or begins next; 0 for never. */
        public long nextMillis(long nowMillis) {
            if (place >= agents) {
                return 0;
            }
            long slot = Math.floorDiv(nowMillis - anchorMillis, timeMillis);
            long ahead = Math.floorMod(place - slot, (long) agents);
            return anchorMillis + (slot + ahead) * timeMillis;
        }
    }

    /** Knows everybody's rank. */
    public interface Order {
        /** Makes sure that the day's order is known here. */
        Future<?> ready(TenantConfig config, Pool pool, long nowMillis);

        /** An agent's turns today; those of somebody who has none while the order is not known. */
        Slots slots(TenantConfig config, Pool pool, String agent, long nowMillis);
    }

    static @Nullable RankTurns in(Document pool) {
        return pool.object("turns", RankTurns::read);
    }

    private static RankTurns read(Document document) {
        Duration time = document.duration("time", LONGEST);
        return new RankTurns(time == null ? USUAL : time, (int) document.integer("top", 1, 1_000, 100));
    }
}
