package io.pelagos.pool;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** All that an agent holds goes to somebody else, or back to pools: who leaves, is suspended, or changes team. */
public final class Handover extends HeldLeads {
    /** The kind of job. */
    public static final String KIND = "handover";

    public Handover(Steps steps, Hands hands, Directory directory) {
        super(steps, hands, directory);
    }

    /**
     * What the job is to do.
     *
     * @param toAgent who gets the leads; null: they go to a pool
     * @param toPool null: each to the pool that it was claimed from
     */
    public static JsonObject document(String agent, @Nullable String toAgent, @Nullable String toPool, String why) {
        return new JsonObject()
                .put("agent", agent)
                .put("to_agent", toAgent)
                .put("to_pool", toPool)
                .put("why", why);
    }

    @Override
    protected Future<@Nullable String> holder(Jobs.Job job) {
        return Future.succeededFuture(job.doc().getString("agent"));
    }

    @Override
    protected Step step(TenantConfig config, Jobs.Job job, LeadRow lead) {
        String why = job.doc().getString("why", "handover");
        String toAgent = job.doc().getString("to_agent");
        Agent to = toAgent == null ? null : config.get(Agent.AGENT, toAgent);
        if (to != null && to.active()) {
            // Whoever hands over answers for the caps: the excess is the new owner's to work off.
            return Step.toOwner(lead, "transferred", to.id(), to.team())
                    .because(why)
                    .tell("job", Long.toString(job.id()))
                    .tell("forced", true);
        }
        String toPool = job.doc().getString("to_pool");
        String pool = toPool == null || config.get(Pool.POOL, toPool) == null ? lead.pool() : toPool;
        return Leaving.toPool(lead, "released", pool, false).because(why).tell("job", Long.toString(job.id()));
    }
}
