package io.pelagos.journal;

import io.pelagos.lead.LeadStore;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * A tenant's rules have changed: order and alarms of all its leads are set anew, in the background of claims. It goes
 * through them twice, as leads that were on their way at the first time have settled by the second.
 */
public final class Realign implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "realign";

    private static final int CHUNK = 500;
    private static final double AGAIN_AFTER_SECONDS = 6;

    private final Journal journal;
    private final LeadStore store;
    private final Directory directory;

    public Realign(Journal journal, LeadStore store, Directory directory) {
        this.journal = journal;
        this.store = store;
        this.directory = directory;
    }

    @Override
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(Jobs.Chunk.OVER);
        }
        JsonObject doc = job.doc();
        if (config.version() < doc.getLong("version")) {
            // This node has not heard of the rules yet.
            return Future.succeededFuture(Jobs.Chunk.LATER);
        }
        Integer known = doc.getInteger("leads");
        // Only for the progress: without it the end is not known beforehand.
        Future<Integer> leads = known == null ? store.count(config.no()).otherwise(0) : Future.succeededFuture(known);
        return leads.compose(total -> journal.realign(config.cell(), config.no(), doc.getLong("after", 0L), CHUNK)
                .map(reached -> chunk(job, total, reached)));
    }

    private static Jobs.Chunk chunk(Jobs.Job job, int leads, Walks.Reached reached) {
        boolean again = job.doc().getBoolean("again", false);
        boolean over = reached.over() && (again || reached.looked() + job.done() == 0);
        int left = over ? 0 : Math.max(1, 2 * leads - job.done() - reached.looked());
        JsonObject next = job.doc()
                .copy()
                .put("leads", leads)
                .put("again", again || reached.over())
                .put("after", reached.over() ? 0 : reached.lead());
        return new Jobs.Chunk(reached.looked(), left, false, next, reached.over() ? AGAIN_AFTER_SECONDS : 0);
    }
}
