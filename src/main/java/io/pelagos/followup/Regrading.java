package io.pelagos.followup;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.recycling.Deadline;
import io.pelagos.recycling.RuleBook;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What it means for a lead's deadline that somebody changes what rules look at: an owner does not weaken it without a
 * supervisor's approval, and nobody loses a lead at once because it was graded otherwise.
 */
public final class Regrading {
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
        Deadline before = rules.next(lead);
        Deadline after = rules.next(step.after(nowMillis));
        boolean weaker = before != null && (after == null || after.atMillis() > before.atMillis());
        if (byOwner && weaker) {
            return lead.facts().containsKey(Facts.UNAPPROVED) ? step : step.set(Facts.UNAPPROVED, filtered(lead));
        }
        boolean over =
                after != null && after.atMillis() <= nowMillis && (before == null || before.atMillis() > nowMillis);
        return over ? step.set(Facts.REGRADED_AT, Step.NOW) : step;
    }

    /** What rules look at; what the lead has not is there as nothing, so that it covers a later value. */
    private static JsonObject filtered(LeadRow lead) {
        JsonObject facts = lead.facts();
        return new JsonObject()
                .put(Facts.GRADE, facts.getString(Facts.GRADE, ""))
                .put(Facts.INTENT, facts.getString(Facts.INTENT, ""))
                .put(Facts.STAGE, facts.getString(Facts.STAGE, ""))
                .put(Facts.TAGS, facts.getJsonArray(Facts.TAGS, new JsonArray()))
                .put(Facts.FIELDS, facts.getJsonObject(Facts.FIELDS, new JsonObject()))
                .put(Facts.REGRADED_AT, facts.getLong(Facts.REGRADED_AT, 0L));
    }

    /** Sets the facts back to what they were before the owner changed them. */
    static Step undone(Step step, JsonObject unapproved) {
        unapproved.forEach(fact -> {
            Object value = fact.getValue();
            boolean nothing = value.equals("")
                    || value.equals(0L)
                    || value.equals(0)
                    || (value instanceof JsonArray list && list.isEmpty())
                    || (value instanceof JsonObject object && object.isEmpty());
            step.set(fact.getKey(), nothing ? null : value);
        });
        return step;
    }
}
