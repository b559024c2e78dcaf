package io.pelagos.recycling;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a rule takes an owned lead back: a pure function of the lead's facts and today's rules.
 *
 * @param atMillis epoch milliseconds
 */
public record Deadline(long atMillis, RecycleRule rule) {

    /** The earliest of all rules that apply; null when none does. */
    public static @Nullable Deadline next(List<RecycleRule> rules, LeadRow lead) {
        if (lead.state() != LeadState.OWNED) {
            return null;
        }
        Deadline earliest = null;
        for (RecycleRule rule : rules) {
            if (rule.appliesTo().includes(lead)) {
                long atMillis = startMillis(rule, lead) + rule.after().toMillis();
                if (earliest == null || atMillis < earliest.atMillis) {
                    earliest = new Deadline(atMillis, rule);
                }
            }
        }
        return earliest;
    }

    private static long startMillis(RecycleRule rule, LeadRow lead) {
        if (rule.trigger().equals("max_hold")) {
            return lead.claimedAtMillis();
        }
        throw new IllegalStateException("no rule runs on the trigger " + rule.trigger());
    }
}
