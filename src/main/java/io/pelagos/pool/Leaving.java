package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.vertx.core.json.JsonObject;

/** A lead that leaves its owner: what is remembered of him. */
public final class Leaving {
    private Leaving() {}

    /** @param missed whether the owner did not even make the first contact */
    public static Step toPool(LeadRow lead, String type, String pool, boolean missed) {
        return Step.toPool(lead, type, pool).set(Facts.LEFT, left(lead, missed));
    }

    /** Closed, wherever it is. */
    public static Step closes(LeadRow lead) {
        Step step = Step.closes(lead, "closed");
        return lead.owner() == null ? step : step.set(Facts.LEFT, left(lead, false));
    }

    static JsonObject left(LeadRow lead, boolean missed) {
        JsonObject left = new JsonObject().put("agent", lead.owner());
        if (lead.team() != null) {
            left.put("team", lead.team());
        }
        if (missed) {
            left.put("missed", true);
        }
        return left;
    }
}
