package io.pelagos.followup;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.recycling.RuleBook;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What it means for a lead's deadline that somebody changes what rules look at: an owner does not weaken it without a
 * supervisor's approval, and nobody loses a lead at once because it was graded otherwise, ended otherwise or won.
 */
public final class Regrading {
    /** What rules look at and somebody writes. */
    private static final List<String> FILTERED =
            List.of(Facts.GRADE, Facts.INTENT, Facts.STAGE, Facts.TAGS, Facts.FIELDS, Facts.GRADED_AT);

    private Regrading() {}

    /**
     * Adds to a step what follows from the facts that it sets.
     *
     * @param byOwner the owner's own change
     */
    public static Step checked(Step step, LeadRow lead, TenantConfig config, boolean byOwner, long nowMillis) {
        Pool pool = config.get(Pool.POOL, lead.pool());
        if (pool == null) {
            return step;
        }
        RuleBook rules = PoolPlacement.rules(config, pool);
        LeadRow after = step.after(nowMillis);
        JsonObject changed = changed(lead, after);
        // All else that the step does, such as opening the opportunity that a rule waits for, counts at once.
        if (byOwner && rules.weakens(RuleBook.with(after, changed), after)) {
            JsonObject before = lead.facts().getJsonObject(Facts.UNAPPROVED, new JsonObject());
            if (before.isEmpty()) {
                step.set(Facts.UNAPPROVED_AT, Step.NOW);
            }
            return step.set(Facts.UNAPPROVED, changed.mergeIn(before));
        }
        if (!byOwner) {
            approve(step, lead, changed);
        }
        return graced(step, lead, rules, nowMillis);
    }

    /**
     * Adds to a follow-up or a win, which no owner needs approval for, the grace of a lead that its outcome brings under a
     * rule whose time is over already.
     */
    public static Step graced(Step step, LeadRow lead, TenantConfig config, long nowMillis) {
        Pool pool = config.get(Pool.POOL, lead.pool());
        return pool == null ? step : graced(step, lead, PoolPlacement.rules(config, pool), nowMillis);
    }

    private static Step graced(Step step, LeadRow lead, RuleBook rules, long nowMillis) {
        return rules.putsPast(lead, step.after(nowMillis), nowMillis) ? step.set(Facts.REGRADED_AT, Step.NOW) : step;
    }

    /** The facts that the step changes, as they were; what the lead had not is there as nothing. */
    private static JsonObject changed(LeadRow before, LeadRow after) {
        JsonObject changed = new JsonObject();
        for (String fact : FILTERED) {
            Object was = before.facts().getValue(fact);
            if (!Objects.equals(was, after.facts().getValue(fact))) {
                changed.put(fact, was == null ? nothing(fact) : was);
            }
        }
        return changed;
    }

    private static Object nothing(String fact) {
        return switch (fact) {
            case Facts.TAGS -> new JsonArray();
            case Facts.FIELDS -> new JsonObject();
            case Facts.GRADED_AT -> 0L;
            default -> "";
        };
    }

    /** What somebody else writes over the owner's change needs no approval any more. */
    private static void approve(Step step, LeadRow lead, JsonObject changed) {
        JsonObject unapproved = lead.facts().getJsonObject(Facts.UNAPPROVED);
        if (unapproved != null && !step.sets(Facts.UNAPPROVED)) {
            JsonObject left = unapproved.copy();
            changed.fieldNames().forEach(left::remove);
            if (left.size() < unapproved.size()) {
                step.set(Facts.UNAPPROVED, left.isEmpty() ? null : left);
            }
        }
    }

    /** Sets the facts back to what they were before the owner changed them, and tells so. */
    static Step undone(Step step, JsonObject unapproved) {
        JsonObject told = new JsonObject();
        unapproved.forEach(fact -> {
            step.set(fact.getKey(), something(fact.getValue()));
            told.put(fact.getKey(), something(fact.getValue()));
        });
        return step.tell("set_back", told);
    }

    private static @Nullable Object something(Object value) {
        boolean nothing = value.equals("")
                || (value instanceof Number number && number.longValue() == 0)
                || (value instanceof JsonArray list && list.isEmpty())
                || (value instanceof JsonObject object && object.isEmpty());
        return nothing ? null : value;
    }
}
