package io.pelagos.presence;

import io.pelagos.team.WorkCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent is there. Times are epoch milliseconds by the clock of the cells.
 *
 * @param status what the agent says: one of {@link #STATUSES}
 * @param sinceMillis when the agent said so
 * @param seenMillis when the agent last changed something, to a minute
 */
public record Presence(String status, long sinceMillis, long seenMillis) {
    public static final List<String> STATUSES = List.of("ready", "busy", "break", "off");

    private static final String READY = "ready";

    /** A pause between two shifts that is no longer than this is a break, not the end of the day. */
    private static final long BREAK_MILLIS_MAX = 3 * 3_600_000L;

    /**
     * Whether an agent says "ready", whatever the time of day.
     *
     * @param presence null for an agent who has never been seen
     * @param withinMillis how long ago that may have been said, if nothing was done since
     */
    public static boolean ready(@Nullable Presence presence, long nowMillis, long withinMillis) {
        return presence != null
                && presence.status.equals(READY)
                && nowMillis - Math.max(presence.sinceMillis, presence.seenMillis) <= withinMillis;
    }

    /** Whether an agent's working day goes on, a short break between two shifts included. */
    public static boolean working(@Nullable Presence presence, @Nullable WorkCalendar calendar, long nowMillis) {
        return shiftEndMillis(presence, calendar, nowMillis) == 0;
    }

    /**
     * When the working day of an agent ended; 0 while it has not. Who says "off" ends it, until he does something again;
     * else the firm's calendar does; who works on has a longer day.
     *
     * @param presence null for an agent who has never been seen
     * @param calendar null for a firm that works always
     */
    static long shiftEndMillis(@Nullable Presence presence, @Nullable WorkCalendar calendar, long nowMillis) {
        if (presence != null && presence.status.equals("off") && presence.seenMillis <= presence.sinceMillis) {
            return presence.sinceMillis;
        } else if (calendar == null || calendar.open(nowMillis)) {
            return 0;
        }
        long closing = calendar.lastClosing(nowMillis);
        if (calendar.nextOpening(nowMillis) - closing <= BREAK_MILLIS_MAX) {
            return 0;
        }
        return presence == null ? closing : Math.max(closing, presence.seenMillis);
    }
}
