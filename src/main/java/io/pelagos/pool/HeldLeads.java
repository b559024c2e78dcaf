package io.pelagos.pool;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job that takes one step with each lead that an agent holds, until none is left that asks for one. */
public abstract class HeldLeads implements Jobs.Worker {
    private static final int CHUNK = 100;
    /** Far above what anybody holds. */
    private static final int HELD_MAX = 100_000;

    private static final int PAGE = 500;
    private static final Jobs.Chunk NOTHING = new Jobs.Chunk(0, 0);

    private final Steps steps;
    private final PoolLists lists;
    private final LeadStore store;
    private final Directory directory;

    protected HeldLeads(Steps steps, PoolLists lists, LeadStore store, Directory directory) {
        this.steps = steps;
        this.lists = lists;
        this.store = store;
        this.directory = directory;
    }

    /** Whose leads; null when the job has become pointless. */
    protected abstract Future<@Nullable String> holder(Jobs.Job job);

    /** The step of a lead that the holder owns; null for one that needs none, or had it. */
    protected abstract @Nullable Step step(TenantConfig config, Jobs.Job job, LeadRow lead);

    /** False while another job has to end first. */
    protected Future<Boolean> mayBegin(Jobs.Job job) {
        return Future.succeededFuture(true);
    }

    @Override
    public final Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(NOTHING);
        }
        return mayBegin(job).compose(may -> may ? holder(job).compose(holder -> work(config, job, holder)) : later());
    }

    private static Future<Jobs.Chunk> later() {
        return Future.succeededFuture(new Jobs.Chunk(0, 1));
    }

    private Future<Jobs.Chunk> work(TenantConfig config, Jobs.Job job, @Nullable String holder) {
        if (holder == null) {
            return Future.succeededFuture(NOTHING);
        }
        return lists.held(config, holder, HELD_MAX)
                .compose(held -> planned(config, job, holder, held.leads(), new ArrayList<>()))
                .compose(planned -> take(config, job, planned));
    }

    /** All steps that the leads ask for. */
    private Future<List<Step>> planned(
            TenantConfig config, Jobs.Job job, String holder, List<Long> ids, List<Step> planned) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(planned);
        }
        int n = Math.min(PAGE, ids.size());
        return store.find(config.no(), ids.subList(0, n)).compose(found -> {
            for (LeadStore.Stored lead : found) {
                LeadRow row = lead.row();
                boolean holds = row.state() == LeadState.OWNED && holder.equals(row.owner());
                Step step = holds ? step(config, job, row) : null;
                if (step != null) {
                    planned.add(step);
                }
            }
            return planned(config, job, holder, ids.subList(n, ids.size()), planned);
        });
    }

    private Future<Jobs.Chunk> take(TenantConfig config, Jobs.Job job, List<Step> planned) {
        List<Future<Verdict>> taken = planned.stream()
                .limit(CHUNK)
                .map(step -> steps.takeInBackground(config, job.actor(), step))
                .toList();
        return Future.join(taken).otherwiseEmpty().map(all -> {
            int done = (int) taken.stream()
                    .filter(step -> step.succeeded() && step.result() instanceof Verdict.Done)
                    .count();
            return new Jobs.Chunk(done, planned.size() - done);
        });
    }
}
