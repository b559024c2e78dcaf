package io.pelagos.pool;

import io.pelagos.team.Document;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long, and for how many leads at a time, an owner may stop the clocks.
 *
 * @param maxPerAgent 0: not at all
 */
public record Patience(int maxPerAgent, Duration longest) {
    public static final Patience NO_LOCKS = new Patience(0, Duration.ofDays(30));
    public static final Patience USUAL_NURTURE = new Patience(100, Duration.ofDays(180));
    private static final Duration LONGEST = Duration.ofDays(3660);

    static Patience in(Document pool, String name, Patience otherwise) {
        @Nullable
        Patience patience = pool.object(name, d -> {
            @Nullable Duration longest = d.duration("longest", LONGEST);
            return new Patience(
                    (int) d.integer("max_per_agent", 0, 100_000), longest == null ? otherwise.longest : longest);
        });
        return patience == null ? otherwise : patience;
    }
}
