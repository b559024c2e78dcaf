package io.pelagos.recycling;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Span;
import io.pelagos.team.WorkCalendar;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the rules of a pool take a lead back: a pure function of the lead's facts, the rules and the firm's calendar.
 * No clock is asked.
 *
 * @param calendar null for a firm that works always
 */
public record RuleBook(List<RecycleRule> rules, @Nullable WorkCalendar calendar) {
    /** Later than anything; as a result: the rule waits for nothing. */
    private static final long NEVER = RuleClock.NEVER;

    /** The earliest of all rules that apply, the first of equal ones; null when none does. */
    public @Nullable Deadline next(LeadRow lead) {
        if (lead.state() != LeadState.OWNED) {
            return null;
        }
        Deadline deadline = earliest(lead);
        JsonObject unapproved = lead.facts().getJsonObject(Facts.UNAPPROVED);
        if (unapproved == null) {
            return deadline;
        }
        // What the owner has changed does not weaken a deadline before a supervisor has approved it.
        Deadline before = earliest(with(lead, unapproved));
        return before != null && (deadline == null || before.atMillis() < deadline.atMillis()) ? before : deadline;
    }

    private @Nullable Deadline earliest(LeadRow lead) {
        RecycleRule first = null;
        long atMillis = NEVER;
        for (RecycleRule rule : rules) {
            long thenMillis = asked(rule, lead);
            if (thenMillis < atMillis) {
                first = rule;
                atMillis = thenMillis;
            }
        }
        return first == null ? null : Deadline.of(atMillis, first, lead);
    }

    /** Whether any rule gives an owned lead more time in its second form than in its first, or leaves it alone. */
    public boolean weakens(LeadRow first, LeadRow second) {
        return second.state() == LeadState.OWNED
                && rules.stream().anyMatch(rule -> asked(rule, first) < asked(rule, second));
    }

    /** Whether a change brings the lead under a rule whose time is over already, though nothing was due before. */
    public boolean putsPast(LeadRow before, LeadRow after, long nowMillis) {
        Deadline was = next(before);
        Deadline is = next(after);
        return is != null && is.atMillis() <= nowMillis && (was == null || was.atMillis() > nowMillis);
    }

    private long asked(RecycleRule rule, LeadRow lead) {
        return rule.appliesTo().includes(lead) ? at(rule, lead) : NEVER;
    }

    /** The lead with some facts as they were; null for one that was not there. */
    public static LeadRow with(LeadRow lead, JsonObject facts) {
        JsonObject all = lead.facts().copy();
        facts.forEach(fact -> {
            if (fact.getValue() == null) {
                all.remove(fact.getKey());
            } else {
                all.put(fact.getKey(), fact.getValue());
            }
        });
        return new LeadRow(
                lead.tenant(),
                lead.id(),
                lead.version(),
                lead.state(),
                lead.pool(),
                lead.owner(),
                lead.team(),
                lead.enteredAtMillis(),
                lead.claimedAtMillis(),
                lead.changedAtMillis(),
                lead.rounds(),
                all);
    }

    private long at(RecycleRule rule, LeadRow lead) {
        long startMillis = startMillis(rule, lead);
        if (startMillis == NEVER) {
            return NEVER;
        }
        List<Pause> pauses =
                Pause.of(lead.facts()).stream().filter(rule.trigger()::stopsFor).toList();
        RuleClock clock = clock(rule, pauses);
        long end = clock.end(startMillis, rule.after());
        // Each change in its turn: the later one must not renew the grace that the earlier one gave.
        long regradedMillis = lead.factMillis(Facts.REGRADED_AT);
        end = withGrace(rule, pauses, end, Math.min(rule.sinceMillis(), regradedMillis));
        end = withGrace(rule, pauses, end, Math.max(rule.sinceMillis(), regradedMillis));
        // Last, so that an extension is more time for a lead that has grace, too.
        return clock.end(end, extension(rule, lead));
    }

    /** Warnings are in calendar time, so grace is. */
    private static long withGrace(RecycleRule rule, List<Pause> pauses, long endMillis, long changedMillis) {
        return endMillis > changedMillis
                ? endMillis
                : new RuleClock(null, pauses).end(changedMillis, new Span(0, rule.graceMillis()));
    }

    private static Span extension(RecycleRule rule, LeadRow lead) {
        JsonObject extensions = lead.facts().getJsonObject(Facts.EXTENSIONS);
        JsonObject more = extensions == null ? null : extensions.getJsonObject(rule.name());
        return more == null ? new Span(0, 0) : new Span(more.getInteger("days", 0), more.getLong("millis", 0L));
    }

    private RuleClock clock(RecycleRule rule, List<Pause> pauses) {
        return new RuleClock(rule.working() ? calendar : null, pauses);
    }

    /** What the rule counts from; {@link #NEVER} when it waits for nothing. */
    private long startMillis(RecycleRule rule, LeadRow lead) {
        long ownedMillis = lead.claimedAtMillis();
        return switch (rule.trigger()) {
            case MAX_HOLD -> ownedMillis;
            case NO_FIRST_CONTACT ->
                rule.evidence().lastMillis(lead) >= ownedMillis || lead.facts().containsKey(Facts.MIGRATED)
                        ? NEVER
                        : ownedMillis;
            case NO_FOLLOWUP -> Math.max(ownedMillis, rule.evidence().lastMillis(lead));
            case NO_DEAL -> lead.factMillis(Facts.DEAL_AT) >= ownedMillis ? NEVER : ownedMillis;
            case NO_OPPORTUNITY -> lead.factMillis(Facts.OPPORTUNITY_AT) >= ownedMillis ? NEVER : ownedMillis;
            case NO_REPURCHASE -> orAnew(rule, lead.factMillis(Facts.BOUGHT_AT), ownedMillis);
            case NURTURE_PASSED -> unlessFollowedUp(lead, lead.factMillis(Facts.NURTURE_UNTIL));
            case GRADE_CHANGED ->
                lead.factMillis(Facts.GRADED_AT) >= ownedMillis ? lead.factMillis(Facts.GRADED_AT) : NEVER;
            case CONTRACT_END -> orAnew(rule, lead.factMillis(Facts.CONTRACT_ENDS_AT), ownedMillis);
        };
    }

    /** Whoever takes a lead whose time was over before gets the whole time anew; he could not even look at it. */
    private long orAnew(RecycleRule rule, long millis, long ownedMillis) {
        boolean over = millis != 0 && clock(rule, List.of()).end(millis, rule.after()) <= ownedMillis;
        return over ? ownedMillis : orNever(millis);
    }

    /** The date has passed, and the owner has done what it was for. */
    private static long unlessFollowedUp(LeadRow lead, long dateMillis) {
        return lead.factMillis(Facts.FOLLOWED_UP_AT) >= dateMillis ? NEVER : orNever(dateMillis);
    }

    private static long orNever(long millis) {
        return millis == 0 ? NEVER : millis;
    }
}
