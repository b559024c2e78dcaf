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
    private static final long NEVER = Long.MAX_VALUE;

    /** The calendar's "never" and all that is as late. */
    private static final long LATEST = Long.MAX_VALUE / 8;

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
            if (rule.appliesTo().includes(lead)) {
                long thenMillis = withGrace(rule, lead, at(rule, lead));
                if (thenMillis < atMillis) {
                    first = rule;
                    atMillis = thenMillis;
                }
            }
        }
        return first == null ? null : Deadline.of(atMillis, first, lead);
    }

    /** The lead with some facts as they were. */
    static LeadRow with(LeadRow lead, JsonObject facts) {
        JsonObject all = lead.facts().copy();
        facts.forEach(fact -> all.put(fact.getKey(), fact.getValue()));
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

    private static long withGrace(RecycleRule rule, LeadRow lead, long atMillis) {
        long changedMillis = Math.max(rule.sinceMillis(), lead.factMillis(Facts.REGRADED_AT));
        return atMillis <= changedMillis ? changedMillis + rule.graceMillis() : atMillis;
    }

    private long at(RecycleRule rule, LeadRow lead) {
        long startMillis = startMillis(rule, lead);
        if (startMillis == NEVER) {
            return NEVER;
        }
        Span after = extended(rule, lead);
        long end = end(rule, lead, startMillis, after);
        boolean ofThePast = rule.trigger() == Trigger.NO_REPURCHASE || rule.trigger() == Trigger.CONTRACT_END;
        // Whoever takes a lead whose time was over before gets the whole time anew; he could not even look at it.
        return ofThePast && end <= lead.claimedAtMillis() ? end(rule, lead, lead.claimedAtMillis(), after) : end;
    }

    private static Span extended(RecycleRule rule, LeadRow lead) {
        JsonObject extensions = lead.facts().getJsonObject(Facts.EXTENSIONS);
        JsonObject more = extensions == null ? null : extensions.getJsonObject(rule.name());
        return more == null
                ? rule.after()
                : new Span(
                        rule.after().days() + more.getInteger("days", 0),
                        rule.after().millis() + more.getLong("millis", 0L));
    }

    /** The end of a time from its start, longer by every pause that stops its clock. */
    private long end(RecycleRule rule, LeadRow lead, long startMillis, Span after) {
        WorkCalendar working = rule.working() ? calendar : null;
        long end = working == null ? startMillis + after.duration().toMillis() : working.plus(startMillis, after);
        long coveredMillis = startMillis;
        for (Pause pause : Pause.of(lead.facts())) {
            long fromMillis = Math.max(pause.fromMillis(), coveredMillis);
            if (!rule.trigger().stopsFor(pause) || pause.untilMillis() <= fromMillis) {
                continue;
            }
            if (fromMillis >= end) {
                break;
            }
            if (pause.untilMillis() == Pause.OPEN || end >= LATEST) {
                return NEVER;
            }
            long until = pause.untilMillis();
            end = working == null
                    ? end + until - fromMillis
                    : working.plusMillis(end, working.between(fromMillis, until));
            coveredMillis = until;
        }
        return end >= LATEST ? NEVER : end;
    }

    /** What the rule counts from; {@link #NEVER} when it waits for nothing. */
    private static long startMillis(RecycleRule rule, LeadRow lead) {
        long ownedMillis = lead.claimedAtMillis();
        return switch (rule.trigger()) {
            case MAX_HOLD -> ownedMillis;
            case NO_FIRST_CONTACT -> rule.evidence().lastMillis(lead) >= ownedMillis ? NEVER : ownedMillis;
            case NO_FOLLOWUP -> Math.max(ownedMillis, rule.evidence().lastMillis(lead));
            case NO_DEAL -> lead.factMillis(Facts.DEAL_AT) >= ownedMillis ? NEVER : ownedMillis;
            case NO_OPPORTUNITY -> lead.factMillis(Facts.OPPORTUNITY_AT) >= ownedMillis ? NEVER : ownedMillis;
            case NO_REPURCHASE -> orNever(lead.factMillis(Facts.BOUGHT_AT));
            case NURTURE_PASSED -> orNever(lead.factMillis(Facts.NURTURE_UNTIL));
            case CONTRACT_END -> orNever(lead.factMillis(Facts.CONTRACT_ENDS_AT));
        };
    }

    private static long orNever(long millis) {
        return millis == 0 ? NEVER : millis;
    }
}
