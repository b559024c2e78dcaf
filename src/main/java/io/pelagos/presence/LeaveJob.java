package io.pelagos.presence;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Hands;
import io.pelagos.pool.HeldLeads;
import io.pelagos.pool.Leaving;
import io.pelagos.recycling.Pause;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the beginning and the end of a leave do to each lead of the agent. */
public final class LeaveJob extends HeldLeads {
    private static final String REASON = "leave";
    private static final List<String> AGREED =
            List.of(Facts.NEXT_AT, Facts.REMINDED, Facts.NURTURE_UNTIL, Facts.LOCKED_UNTIL, Facts.PAUSES);

    private final Steps steps;
    private final Leaves leaves;
    private final boolean begins;

    private LeaveJob(Steps steps, Hands hands, Directory directory, Leaves leaves, boolean begins) {
        super(steps, hands, directory);
        this.steps = steps;
        this.leaves = leaves;
        this.begins = begins;
    }

    /** Does jobs of the kind {@link Leaves#BEGIN}. */
    public static LeaveJob begin(Steps steps, Hands hands, Directory directory, Leaves leaves) {
        return new LeaveJob(steps, hands, directory, leaves, true);
    }

    /** Does jobs of the kind {@link Leaves#END}. */
    public static LeaveJob end(Steps steps, Hands hands, Directory directory, Leaves leaves) {
        return new LeaveJob(steps, hands, directory, leaves, false);
    }

    /** The end waits for the beginning, which sees that the leave is over; the beginning for the end of the one before. */
    @Override
    protected Future<Boolean> mayBegin(Jobs.Job job) {
        JsonObject doc = job.doc();
        Future<Boolean> busy = begins
                ? leaves.ending(job.tenant(), doc.getString("agent"))
                : leaves.beginning(job.tenant(), doc.getString("leave"));
        return busy.map(other -> !other);
    }

    @Override
    protected Future<@Nullable String> holder(Jobs.Job job) {
        String agent = job.doc().getString("agent");
        String deputy = job.doc().getString("deputy");
        if (!begins) {
            return Future.succeededFuture(deputy == null ? agent : deputy);
        }
        return leaves.find(job.tenant(), Long.parseLong(job.doc().getString("leave")))
                .map(leave -> leave != null && leave.runs(steps.nowMillis()) ? agent : null);
    }

    @Override
    protected @Nullable Step step(TenantConfig config, Jobs.Job job, LeadRow lead) {
        Step step = begins ? away(config, job, lead) : back(config, job, lead);
        return step == null ? null : step.because(REASON).tell(REASON, job.doc().getString("leave"));
    }

    private @Nullable Step away(TenantConfig config, Jobs.Job job, LeadRow lead) {
        JsonObject doc = job.doc();
        String leads = doc.getString("leads");
        String deputyId = doc.getString("deputy");
        Agent deputy = deputyId == null ? null : config.get(Agent.AGENT, deputyId);
        if (leads.equals(Leave.PAUSE)) {
            long until = doc.getLong("until");
            return paused(lead) || until <= steps.nowMillis() ? null : pause(lead, until);
        } else if (lead.facts().containsKey(Facts.PENDING_DEAL)) {
            // Whoever asked for the deal is to have it.
            return null;
        } else if (deputy != null && deputy.active()) {
            return lend(lead, deputy, new JsonObject().put("leave", doc.getString("leave")));
        }
        // A deputy who has left meanwhile is none.
        return Leaving.toPool(lead, "released", lead.pool(), false);
    }

    private @Nullable Step back(TenantConfig config, Jobs.Job job, LeadRow lead) {
        String leave = job.doc().getString("leave");
        if (job.doc().getString("leads").equals(Leave.PAUSE)) {
            return paused(lead) ? pause(lead, 0) : null;
        }
        JsonObject deputised = lead.facts().getJsonObject(Facts.DEPUTISED);
        Agent agent = config.get(Agent.AGENT, job.doc().getString("agent"));
        boolean lent =
                deputised != null && leave.equals(deputised.getString("leave")) && !deputised.getBoolean("back", false);
        // Who does not come back leaves them to the deputy.
        return lent && agent != null && agent.active()
                ? lend(lead, agent, new JsonObject().put("leave", leave).put("back", true))
                : null;
    }

    /** What was agreed with the customer goes along: the next contact, and until when clocks stand still. */
    private static Step lend(LeadRow lead, Agent to, JsonObject why) {
        Step step = Step.toOwner(lead, "transferred", to.id(), to.team())
                .set(Facts.DEPUTISED, why)
                .tell("forced", true);
        for (String fact : AGREED) {
            Object value = lead.facts().getValue(fact);
            if (value != null) {
                step.set(fact, value);
            }
        }
        return step;
    }

    private boolean paused(LeadRow lead) {
        long now = steps.nowMillis();
        return Pause.of(lead.facts()).stream()
                .anyMatch(pause -> pause.what().equals(Pause.LEAVE) && pause.untilMillis() > now);
    }

    /** @param untilMillis 0 ends it */
    private Step pause(LeadRow lead, long untilMillis) {
        Step step = Step.stays(lead, "paused")
                .set(Facts.PAUSES, Pause.beginning(lead, Pause.LEAVE, steps.nowMillis(), untilMillis));
        return untilMillis == 0 ? step.tell("ended", true) : step.tell("until", Rfc3339.text(untilMillis));
    }

    /** What the job has to know of its leave. */
    static JsonObject document(Leave leave) {
        return new JsonObject()
                .put("leave", Long.toString(leave.id()))
                .put("agent", leave.agent())
                .put("until", leave.untilMillis())
                .put("leads", leave.leads())
                .put("deputy", leave.deputy());
    }
}
