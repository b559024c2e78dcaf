package io.pelagos.presence;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Leaving;
import io.pelagos.recycling.Pause;
import io.pelagos.team.PresencePolicy;
import io.pelagos.team.Tenant;
import io.pelagos.team.WorkCalendar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads that their owner has not touched go back when the owner is inactive for too long, or the shift has ended. Pure:
 * the row that it was asked about decides, so a follow-up at the same moment keeps the lead.
 */
final class Absence {
    private static final String INACTIVE = "inactive";
    private static final String SHIFT_END = "shift_end";

    private Absence() {}

    /** @param presence null for an owner who has never been seen */
    static List<Step> steps(Tenant firm, @Nullable Presence presence, List<LeadRow> held, long nowMillis) {
        List<Step> steps = new ArrayList<>();
        for (LeadRow lead : held) {
            String why = why(firm, presence, lead, nowMillis);
            if (why != null) {
                steps.add(Leaving.toPool(lead, "recycled", lead.pool(), true)
                        .because(why)
                        .tell("trigger", why));
            }
        }
        return steps;
    }

    /** Why an owned lead goes back; null when it stays. */
    private static @Nullable String why(Tenant firm, @Nullable Presence presence, LeadRow lead, long nowMillis) {
        boolean waits = lead.state() == LeadState.OWNED
                && lead.untouched()
                && !Pause.runs(lead, nowMillis)
                && !lead.facts().containsKey(Facts.PENDING_DEAL);
        if (!waits) {
            return null;
        } else if (inactive(firm, presence, lead, nowMillis)) {
            return INACTIVE;
        }
        return shiftOver(firm, presence, lead, nowMillis) ? SHIFT_END : null;
    }

    private static boolean inactive(Tenant firm, @Nullable Presence presence, LeadRow lead, long nowMillis) {
        PresencePolicy policy = firm.presence();
        if (policy.inactiveAfter() == null) {
            return false;
        }
        long seen = Math.max(lead.claimedAtMillis(), presence == null ? 0 : presence.seenMillis());
        WorkCalendar calendar = firm.calendar();
        long end = calendar == null
                ? seen + policy.inactiveAfter().duration().toMillis()
                : calendar.plus(seen, policy.inactiveAfter());
        return end <= nowMillis;
    }

    /** What came to the owner after the end of the day waits for the next one. */
    private static boolean shiftOver(Tenant firm, @Nullable Presence presence, LeadRow lead, long nowMillis) {
        PresencePolicy policy = firm.presence();
        if (policy.shiftEndAfter() == null) {
            return false;
        }
        long end = Presence.shiftEndMillis(presence, firm.calendar(), nowMillis);
        return end > 0
                && lead.claimedAtMillis() <= end
                && end + policy.shiftEndAfter().toMillis() <= nowMillis;
    }
}
