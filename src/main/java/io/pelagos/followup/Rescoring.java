package io.pelagos.followup;

import io.pelagos.condition.Subject;
import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadFilter;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.scoring.Scoring;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores all leads of a firm anew, because its scoring has changed: a job that goes through them by their ids. What has a
 * score or a grade of its own, from whoever sent or edited it, keeps it unless the scoring overrides that.
 */
public final class Rescoring implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "scoring";

    private static final int CHUNK = 100;

    private final Steps steps;
    private final LeadStore store;
    private final ContactVault vault;
    private final Directory directory;

    public Rescoring(Steps steps, LeadStore store, ContactVault vault, Directory directory) {
        this.steps = steps;
        this.store = store;
        this.vault = vault;
        this.directory = directory;
    }

    @Override
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(Jobs.Chunk.OVER);
        } else if (config.version() < job.doc().getLong("config", 0L)) {
            // This node has not heard of the rules yet.
            return Future.succeededFuture(Jobs.Chunk.LATER);
        }
        Integer known = job.doc().getInteger("leads");
        // Only for the progress: without it the end is not known beforehand.
        Future<Integer> leads = known == null ? store.count(config.no()).otherwise(0) : Future.succeededFuture(known);
        long after = job.doc().getLong("after", 0L);
        return leads.compose(total -> vault.ready(config.no())
                .compose(keys -> store.page(config.no(), after, LeadFilter.NONE, CHUNK))
                .compose(page -> score(config, job, page, total)));
    }

    private Future<Jobs.Chunk> score(TenantConfig config, Jobs.Job job, LeadStore.Page page, int total) {
        List<Future<Verdict>> taken = new ArrayList<>();
        for (LeadStore.Stored lead : page.leads()) {
            Step step = step(config, lead);
            if (step != null) {
                taken.add(steps.takeInBackground(config, job.actor(), step));
            }
        }
        return Future.join(taken).otherwiseEmpty().map(all -> {
            JsonObject doc = job.doc().copy().put("leads", total);
            boolean whole = taken.stream().allMatch(Rescoring::done);
            if (!whole) {
                // Somebody changed one of them, or the way was closed: the same leads again, those that are done fall
                // out.
                boolean refused =
                        taken.stream().allMatch(step -> step.succeeded() && step.result() instanceof Verdict.Refused);
                return new Jobs.Chunk(0, Math.max(1, total - job.done()), refused, doc, 0);
            }
            int looked = page.leads().size();
            Long next = page.next();
            int left = next == null ? 0 : Math.max(1, total - job.done() - looked);
            return new Jobs.Chunk(looked, left, false, doc.put("after", next == null ? 0 : next), 0);
        });
    }

    private static boolean done(Future<Verdict> step) {
        return step.succeeded() && step.result() instanceof Verdict.Done;
    }

    private @Nullable Step step(TenantConfig config, LeadStore.Stored found) {
        LeadRow lead = found.row();
        if (lead.state() == LeadState.CLOSED || !applies(Scoring.of(config), lead)) {
            return null;
        }
        LeadDetail detail = vault.open(found.detail());
        Step step = Step.stays(lead, "edited").because(KIND);
        boolean changed = add(step, lead, config, detail, detail.contact(), detail.attributes(), steps.nowMillis());
        return changed ? Regrading.checked(step, lead, config, false, steps.nowMillis()) : null;
    }

    /** Whether it is the scoring's to say what the lead is worth. */
    static boolean applies(Scoring scoring, LeadRow lead) {
        boolean own = lead.facts().containsKey(Facts.SCORE) || lead.facts().containsKey(Facts.GRADE);
        return scoring.exists() && (!own || scoring.override() || lead.facts().getBoolean(Facts.SCORED, false));
    }

    /** Adds to a step the score and the grade of the lead as it leaves it; whether they change. */
    static boolean add(
            Step step,
            LeadRow lead,
            TenantConfig config,
            LeadDetail detail,
            Contact contact,
            JsonObject attributes,
            long nowMillis) {
        JsonObject facts = step.after(nowMillis).facts();
        Subject subject = new Subject(
                detail.channel(),
                null,
                null,
                facts.getJsonArray(Facts.TAGS, new JsonArray()).stream()
                        .map(Object::toString)
                        .toList(),
                contact,
                detail.source(),
                attributes,
                facts.getJsonObject(Facts.FIELDS, new JsonObject()),
                detail.createdAtMillis(),
                config.tenant().zone(),
                config.tenant().calendar());
        Scoring.Score given = Scoring.of(config).of(subject);
        boolean changed = change(step, lead, Facts.SCORE, given.score());
        boolean graded = !Scoring.of(config).grades().isEmpty() && change(step, lead, Facts.GRADE, given.grade());
        if (graded) {
            step.set(Facts.GRADED_AT, Step.NOW);
        }
        if ((changed || graded) && !lead.facts().getBoolean(Facts.SCORED, false)) {
            step.set(Facts.SCORED, true);
        }
        return changed || graded;
    }

    private static boolean change(Step step, LeadRow lead, String fact, @Nullable Object value) {
        Object before = lead.facts().getValue(fact);
        if (Objects.equals(before, value)) {
            return false;
        }
        step.set(fact, value).tell(fact, new JsonObject().put("before", before).put("after", value));
        return true;
    }
}
