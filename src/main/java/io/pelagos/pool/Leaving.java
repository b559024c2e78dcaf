package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.vertx.core.json.JsonObject;

/** A lead that goes back from its owner to a pool: what is remembered of the owner. */
public final class Leaving {
    private Leaving() {}

    /** @param missed whether the owner did not even make the first contact */
    public static Step toPool(LeadRow lead, String type, String pool, boolean missed) {
        return Step.toPool(lead, type, pool).set(Facts.LEFT, left(lead, missed));
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
