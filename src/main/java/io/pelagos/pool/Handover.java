package io.pelagos.pool;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that an agent holds goes to somebody else, or back to pools: who leaves, is suspended, or changes team. */
public final class Handover implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "handover";

    private static final int CHUNK = 100;
    /** So many chunks one after the other that have moved nothing: it is no use. */
    private static final int IDLE_MAX = 120;

    private final Steps steps;
    private final PoolLists lists;
    private final LeadStore store;
    private final Directory directory;

    public Handover(Steps steps, PoolLists lists, LeadStore store, Directory directory) {
        this.steps = steps;
        this.lists = lists;
        this.store = store;
        this.directory = directory;
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
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(new Jobs.Chunk(0, job.failed(), true, false));
        }
        String agent = job.doc().getString("agent");
        return lists.held(config, agent, CHUNK)
                .compose(held -> store.find(config.no(), held.leads()).compose(found -> {
                    List<Future<Verdict>> moves = new ArrayList<>();
                    for (LeadStore.Stored lead : found) {
                        Step step = step(config, job, lead.row(), agent);
                        if (step != null && moves.size() < CHUNK) {
                            moves.add(steps.takeInBackground(config, job.actor(), step));
                        }
                    }
                    return Future.join(moves).otherwiseEmpty().map(done -> chunk(job, moves, held.total()));
                }));
    }

    private static Jobs.Chunk chunk(Jobs.Job job, List<Future<Verdict>> moves, int held) {
        int done = (int) moves.stream()
                .filter(move -> move.succeeded() && move.result() instanceof Verdict.Done)
                .count();
        // What found the road closed, or the lead on its way or changed, is tried again; not for ever.
        int idle = done > 0 || held == 0 ? 0 : job.failed() + 1;
        boolean givenUp = idle >= IDLE_MAX;
        return new Jobs.Chunk(done, givenUp ? held : idle, held == 0 || givenUp, done == 0);
    }

    /** Null for a lead that has left the agent already. */
    private static @Nullable Step step(TenantConfig config, Jobs.Job job, LeadRow lead, String agent) {
        if (lead.state() != LeadState.OWNED || !agent.equals(lead.owner())) {
            return null;
        }
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
