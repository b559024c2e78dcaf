package io.pelagos.pool;

import io.pelagos.journal.Deadlines;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.Deadline;
import io.pelagos.recycling.Trigger;
import io.pelagos.team.Directory;
import io.pelagos.team.Durations;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Does what is due when the alarm of a lead rings: the rules take it back, warn, or clean it out of its pool; what its
 * channel promises is late; its owner is reminded of the next contact.
 */
public final class Recycler implements Deadlines {
    /** Who acts, in the journal. */
    static final String RULE = "rule";

    private final Steps steps;
    private final Directory directory;

    public Recycler(Steps steps, Directory directory) {
        this.steps = steps;
        this.directory = directory;
    }

    @Override
    public @Nullable Future<?> ring(LeadRow lead, long nowMillis) {
        TenantConfig config = directory.tenant(lead.tenant());
        Step step = config == null ? null : due(config, lead, nowMillis);
        return config == null || step == null ? null : steps.takeInBackground(config, RULE, step);
    }

    /** The step that is due now; null for none. A pure function, so that a preview can ask it too. */
    static @Nullable Step due(TenantConfig config, LeadRow lead, long nowMillis) {
        Pool pool = config.get(Pool.POOL, lead.pool());
        if (lead.state() == LeadState.POOLED) {
            Step cleaned = pool == null ? null : cleanUp(pool, lead, nowMillis);
            return cleaned == null ? Escalation.due(config, lead, nowMillis) : cleaned;
        }
        Step step =
                pool == null ? null : recycle(PoolPlacement.rules(config, pool).next(lead), lead, nowMillis);
        step = step == null ? Escalation.due(config, lead, nowMillis) : step;
        return step == null ? Reminder.due(config, lead, nowMillis) : step;
    }

    private static @Nullable Step recycle(@Nullable Deadline deadline, LeadRow lead, long nowMillis) {
        if (deadline == null) {
            return null;
        }
        String rule = deadline.rule().name();
        if (deadline.atMillis() <= nowMillis) {
            String to = deadline.rule().to();
            boolean missed = deadline.rule().trigger() == Trigger.NO_FIRST_CONTACT;
            return Leaving.toPool(lead, "recycled", to == null ? lead.pool() : to, missed)
                    .because(rule)
                    .tell("trigger", deadline.rule().trigger().text())
                    .tell("deadline", Rfc3339.text(deadline.atMillis()));
        }
        Duration warning = deadline.warningDue(nowMillis);
        return warning == null
                ? null
                : Step.stays(lead, "warned")
                        .because(rule)
                        .set(
                                Facts.WARNED,
                                new JsonObject()
                                        .put("rule", rule)
                                        .put("at", deadline.atMillis())
                                        .put("before", warning.toMillis()))
                        .tell("deadline", Rfc3339.text(deadline.atMillis()))
                        .tell("before", Durations.text(warning));
    }

    private static @Nullable Step cleanUp(Pool pool, LeadRow lead, long nowMillis) {
        CleanUp.Due due = CleanUp.next(pool.cleanUp(), lead);
        if (due == null || due.atMillis() > nowMillis) {
            return null;
        }
        CleanUp rule = due.rule();
        String to = rule.to();
        return to == null
                ? Step.closes(lead, "closed")
                        .set(Facts.CLOSED_REASON, rule.reason())
                        .because(rule.reason())
                        .tell("rule", rule.name())
                // Who had it last is not asked first again, wherever it goes from here.
                : Step.toPool(lead, "moved", to).set(Facts.LEFT, null).because(rule.name());
    }
}
