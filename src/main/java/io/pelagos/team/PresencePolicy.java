package io.pelagos.team;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When leads that their owner has not touched go back because the owner is not there, and how long leaves may be.
 *
 * @param inactiveAfter working time without any action of the owner; null: never
 * @param shiftEndAfter after the end of the owner's working day; null: never
 * @param leaveMax the longest leave
 */
public record PresencePolicy(
        @Nullable Span inactiveAfter, @Nullable Duration shiftEndAfter, Duration leaveMax) {
    private static final Duration LONGEST = Duration.ofDays(366);
    public static final PresencePolicy NONE = new PresencePolicy(null, null, Duration.ofDays(30));
    private static final Duration SHIFT_END_AFTER = Duration.ofMinutes(15);
    /** What an owner has done last is known to a minute only. */
    private static final Duration INACTIVE_MIN = Duration.ofMinutes(5);

    static PresencePolicy in(Document tenant) {
        PresencePolicy policy = tenant.object("presence", PresencePolicy::read);
        return policy == null ? NONE : policy;
    }

    private static PresencePolicy read(Document document) {
        Span inactive = document.object("inactive", PresencePolicy::inactive);
        Duration shiftEnd = document.object("shift_end", d -> after(d, Duration.ofDays(1)));
        Duration leave = document.object("leave", d -> {
            Duration max = d.duration("max", LONGEST);
            return max == null || max.isZero() ? NONE.leaveMax : max;
        });
        return new PresencePolicy(inactive, shiftEnd, leave == null ? NONE.leaveMax : leave);
    }

    private static @Nullable Span inactive(Document document) {
        Span after = document.span("after", LONGEST);
        if (after == null && !document.has("after")) {
            document.fault("after", "is required");
        } else if (after != null && after.duration().compareTo(INACTIVE_MIN) < 0) {
            document.fault("after", "must be at least PT5M");
        }
        return after;
    }

    private static Duration after(Document document, Duration longest) {
        Duration after = document.duration("after", longest);
        return after == null ? SHIFT_END_AFTER : after;
    }

    /** Whether somebody has to look who is there. */
    public boolean watches() {
        return inactiveAfter != null || shiftEndAfter != null;
    }
}
