package io.pelagos.pool;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadRow;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job that takes one step with each lead that an agent holds, until none is left that asks for one. */
public abstract class HeldLeads implements Jobs.Worker {
    private static final int CHUNK = 100;

    private final Steps steps;
    private final Hands hands;
    private final Directory directory;

    protected HeldLeads(Steps steps, Hands hands, Directory directory) {
        this.steps = steps;
        this.hands = hands;
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
            return Future.succeededFuture(Jobs.Chunk.OVER);
        }
        return mayBegin(job)
                .compose(may -> may
                        ? holder(job).compose(holder -> work(config, job, holder))
                        : Future.succeededFuture(Jobs.Chunk.LATER));
    }

    private Future<Jobs.Chunk> work(TenantConfig config, Jobs.Job job, @Nullable String holder) {
        if (holder == null) {
            return Future.succeededFuture(Jobs.Chunk.OVER);
        }
        List<Step> planned = new ArrayList<>();
        return hands.each(config, holder, lead -> {
                    Step step = step(config, job, lead);
                    if (step != null) {
                        planned.add(step);
                    }
                })
                .compose(onTheWay -> take(config, job, planned, onTheWay));
    }

    private Future<Jobs.Chunk> take(TenantConfig config, Jobs.Job job, List<Step> planned, int onTheWay) {
        List<Future<Verdict>> taken = planned.stream()
                .limit(CHUNK)
                .map(step -> steps.takeInBackground(config, job.actor(), step))
                .toList();
        return Future.join(taken).otherwiseEmpty().map(all -> {
            int done = (int) taken.stream()
                    .filter(step -> step.succeeded() && step.result() instanceof Verdict.Done)
                    .count();
            boolean refused = !taken.isEmpty()
                    && taken.stream().allMatch(step -> step.succeeded() && step.result() instanceof Verdict.Refused);
            // One on its way may be about to come: who has left must not keep it.
            return new Jobs.Chunk(done, planned.size() - done + onTheWay, refused, null, 0);
        });
    }
}
