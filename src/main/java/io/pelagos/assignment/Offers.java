package io.pelagos.assignment;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Assignment;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Offers of a lead to one agent after another. While one rings the lead is kept for that agent, who accepts it by
 * claiming it; when the time is over it waits again, and the router asks the next.
 */
public final class Offers {
    private final Steps steps;

    public Offers(Steps steps) {
        this.steps = steps;
    }

    /** Who has been asked since the lead entered its pool, in order. */
    static List<String> asked(LeadRow lead) {
        JsonObject offer = Assignment.offered(lead);
        return offer == null
                ? List.of()
                : offer.getJsonArray("asked").stream().map(String::valueOf).toList();
    }

    /** Rings an agent. */
    static Step offered(LeadRow lead, String agent, long untilMillis, Assignment.Strategy strategy) {
        JsonArray asked = new JsonArray(asked(lead)).copy().add(agent);
        return Step.stays(lead, "offered")
                .set(
                        Facts.OFFER,
                        new JsonObject()
                                .put("entered", lead.enteredAtMillis())
                                .put("agent", agent)
                                .put("until", untilMillis)
                                .put("asked", asked))
                .because(strategy.text())
                .tell("agent", agent)
                .tell("until", Rfc3339.text(untilMillis));
    }

    /** Nobody wanted it: it is free for all to claim. */
    static Step opened(LeadRow lead) {
        return Step.stays(lead, "opened")
                .set(
                        Facts.OFFER,
                        new JsonObject()
                                .put("entered", lead.enteredAtMillis())
                                .put("asked", new JsonArray(asked(lead)))
                                .put("over", true))
                .tell("asked", asked(lead).size());
    }

    /** Whether an agent is being rung about a lead. */
    public static boolean rings(LeadRow lead, String agent, long nowMillis) {
        JsonObject offer = Assignment.offered(lead);
        return lead.state() == LeadState.POOLED
                && offer != null
                && agent.equals(offer.getString("agent"))
                && offer.getLong("until", 0L) > nowMillis;
    }

    /** How long it rings; 0 when nothing was offered. */
    public static long untilMillis(LeadRow lead) {
        JsonObject offer = Assignment.offered(lead);
        return offer == null ? 0 : offer.getLong("until", 0L);
    }

    /** The agent does not want it; the next is asked. Refused: {@code not-found} when nothing is offered any more. */
    public Future<Verdict> decline(Wish wish, String agent) {
        return steps.take(wish, (found, config) -> {
            LeadRow lead = found.row();
            JsonObject offer = Assignment.offered(lead);
            long now = steps.nowMillis();
            return offer == null || !rings(lead, agent, now)
                    ? Plan.no("not-found")
                    : Plan.go(Step.stays(lead, "declined")
                            .set(Facts.OFFER, offer.copy().put("until", now))
                            .tell("agent", agent));
        });
    }
}
