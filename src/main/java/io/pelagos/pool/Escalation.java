package io.pelagos.pool;

import io.pelagos.journal.Step;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.Rfc3339;
import io.pelagos.recycling.Sla;
import io.pelagos.team.Agent;
import io.pelagos.team.Role;
import io.pelagos.team.Teams;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What happens to leads whose first contact is late, as their channel promises it. Pure functions. */
final class Escalation {
    /** The reason in the journal. */
    private static final String SLA = "sla";

    private static final int NAMED_MAX = 20;

    private Escalation() {}

    /** {@code Long.MAX_VALUE} for never; in the past when it is late. */
    static long atMillis(TenantConfig config, LeadRow lead) {
        Sla.Due next = next(config, lead);
        return next == null ? Long.MAX_VALUE : next.atMillis();
    }

    private static Sla.@Nullable Due next(TenantConfig config, LeadRow lead) {
        String channel = lead.facts().getString(Facts.CHANNEL);
        Sla sla = channel == null ? null : config.get(Sla.OF_CHANNEL, channel);
        return sla == null ? null : sla.next(lead, config.tenant().calendar());
    }

    /** The step that is due now; null for none. */
    static @Nullable Step due(TenantConfig config, LeadRow lead, long nowMillis) {
        Sla.Due due = next(config, lead);
        if (due == null || due.atMillis() > nowMillis) {
            return null;
        }
        Step step = due.reassigns()
                ? Leaving.toPool(lead, "recycled", lead.pool(), true).tell("trigger", SLA)
                : Step.stays(lead, "escalated")
                        .set(Facts.ESCALATED, due.level())
                        .tell("level", due.level())
                        .tell("to", supervisors(config, lead));
        return step.because(SLA).tell("deadline", Rfc3339.text(due.atMillis()));
    }

    /** Whom it concerns: those above the owner; above everybody who may claim it while nobody has it; else managers. */
    private static JsonArray supervisors(TenantConfig config, LeadRow lead) {
        Agent owner = lead.owner() == null ? null : config.get(Agent.AGENT, lead.owner());
        Pool pool = config.get(Pool.POOL, lead.pool());
        JsonArray ids = named(
                config,
                agent -> agent.role() == Role.SUPERVISOR
                        && (owner == null
                                ? pool != null && pool.member(agent)
                                : Teams.below(config, agent.team(), owner.team())));
        return ids.isEmpty() ? named(config, agent -> agent.role() == Role.MANAGER || agent.role() == Role.ADMIN) : ids;
    }

    private static JsonArray named(TenantConfig config, Predicate<Agent> whom) {
        JsonArray ids = new JsonArray();
        config.all(Agent.AGENT).values().stream()
                .filter(agent -> agent.active() && whom.test(agent))
                .map(Agent::id)
                .sorted()
                .limit(NAMED_MAX)
                .forEach(ids::add);
        return ids;
    }
}
