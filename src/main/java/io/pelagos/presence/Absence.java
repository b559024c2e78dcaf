package io.pelagos.presence;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.pool.Leaving;
import io.pelagos.recycling.Pause;
import io.pelagos.team.Span;
import io.pelagos.team.Tenant;
import io.pelagos.team.WorkCalendar;
import java.time.Duration;
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
        return shiftOver(firm, presence, lead.claimedAtMillis(), nowMillis) ? SHIFT_END : null;
    }

    /** Whether anything of the owner's may have to go back now, whatever it is: asked before the leads are read. */
    static boolean possible(Tenant firm, @Nullable Presence presence, long nowMillis) {
        return inactiveSince(firm, presence == null ? 0 : presence.seenMillis(), nowMillis)
                || shiftOver(firm, presence, 0, nowMillis);
    }

    private static boolean inactive(Tenant firm, @Nullable Presence presence, LeadRow lead, long nowMillis) {
        long seen = presence == null ? 0 : presence.seenMillis();
        return inactiveSince(firm, Math.max(lead.claimedAtMillis(), seen), nowMillis);
    }

    private static boolean inactiveSince(Tenant firm, long sinceMillis, long nowMillis) {
        Span after = firm.presence().inactiveAfter();
        if (after == null) {
            return false;
        }
        WorkCalendar calendar = firm.calendar();
        long end = calendar == null ? sinceMillis + after.duration().toMillis() : calendar.plus(sinceMillis, after);
        return end <= nowMillis;
    }

    /** What came to the owner after the end of the day waits for the next one. */
    private static boolean shiftOver(Tenant firm, @Nullable Presence presence, long claimedAtMillis, long nowMillis) {
        Duration after = firm.presence().shiftEndAfter();
        if (after == null) {
            return false;
        }
        long end = Presence.shiftEndMillis(presence, firm.calendar(), nowMillis);
        return end > 0 && claimedAtMillis <= end && end + after.toMillis() <= nowMillis;
    }
}
