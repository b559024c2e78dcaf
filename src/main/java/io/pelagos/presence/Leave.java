package io.pelagos.presence;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A time in which an agent is away. Times are epoch milliseconds by the clock of the cells.
 *
 * @param leads what happens to the agent's leads: one of {@link #LEADS}
 * @param deputy who holds them meanwhile; null unless leads is {@link #DEPUTY}
 * @param actor who entered it
 * @param status planned, running, over or cancelled
 */
public record Leave(
        long id,
        int tenant,
        String agent,
        long fromMillis,
        long untilMillis,
        String leads,
        @Nullable String deputy,
        String actor,
        String status) {
    /** The leads stay, and their clocks stand still, but for a maximum hold. */
    public static final String PAUSE = "pause";
    /** A deputy holds them until the agent is back. */
    public static final String DEPUTY = "deputy";
    /** They go back to their pools. */
    public static final String RETURN = "return";

    public static final List<String> LEADS = List.of(PAUSE, DEPUTY, RETURN);

    public static final String PLANNED = "planned";
    static final String RUNNING = "running";
    static final String OVER = "over";
    static final String CANCELLED = "cancelled";

    /** Whether it has begun and is not over, nor about to be declared so. */
    boolean runs(long nowMillis) {
        return status.equals(RUNNING) && nowMillis < untilMillis;
    }
}
