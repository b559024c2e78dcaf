package io.pelagos.recycling;

import io.pelagos.team.Span;
import io.pelagos.team.WorkCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts a rule's time for one lead.
 *
 * @param working null for calendar time
 * @param pauses in which it stands still, by their beginning
 */
record RuleClock(@Nullable WorkCalendar working, List<Pause> pauses) {
    /** Later than anything. */
    static final long NEVER = Long.MAX_VALUE;

    /** The calendar's "never" and all that is as late. */
    private static final long LATEST = Long.MAX_VALUE / 8;

    /** The end of a time from its start, longer by every pause from the start on; it never lies within one. */
    long end(long startMillis, Span span) {
        long end = plus(startMillis, span);
        long coveredMillis = startMillis;
        for (Pause pause : pauses) {
            long fromMillis = Math.max(pause.fromMillis(), coveredMillis);
            if (pause.untilMillis() <= fromMillis) {
                continue;
            }
            if (fromMillis > end) {
                break;
            }
            if (pause.untilMillis() == Pause.OPEN || end >= LATEST) {
                return NEVER;
            }
            end = after(pause.untilMillis(), fromMillis, end);
            coveredMillis = pause.untilMillis();
        }
        return end >= LATEST ? NEVER : end;
    }

    private long plus(long startMillis, Span span) {
        if (span.isZero() || startMillis >= LATEST) {
            return startMillis;
        }
        return working == null ? startMillis + span.duration().toMillis() : working.plus(startMillis, span);
    }

    /** What was left of the time when a pause began runs on after it. */
    private long after(long untilMillis, long fromMillis, long endMillis) {
        if (working == null) {
            return untilMillis + endMillis - fromMillis;
        }
        // The end of a shift and the next opening are the same working time: the former must not replace the latter.
        return Math.max(endMillis, working.plusMillis(untilMillis, working.between(fromMillis, endMillis)));
    }
}
