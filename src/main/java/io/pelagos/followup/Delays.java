package io.pelagos.followup;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Patience;
import io.pelagos.pool.Pool;
import io.pelagos.recycling.Pause;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Durations;
import io.pelagos.team.Role;
import io.pelagos.team.Span;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What gives an owner more time: nurturing, locks, extensions. */
public final class Delays {
    private final Steps steps;

    public Delays(Steps steps) {
        this.steps = steps;
    }

    /**
     * The customer said "not before …". Refused: {@code not-owned}, {@code past}, {@code too-long} with the longest,
     * {@code too-many}, also beyond so many in one ownership.
     *
     * @param untilMillis 0 ends it now
     */
    public Future<Verdict> nurture(Wish wish, long untilMillis) {
        return steps.take(wish, (found, config) -> {
            Pool pool = pool(config, found.row());
            Patience patience = pool == null ? Patience.USUAL_NURTURE : pool.nurture();
            return stop(found.row(), untilMillis, patience, "nurtured", Facts.NURTURE_UNTIL, Pause.NURTURE, 'n');
        });
    }

    /** The owner keeps a lead for himself until a date. Refused as {@link #nurture}. */
    public Future<Verdict> lock(Wish wish, long untilMillis) {
        return steps.take(wish, (found, config) -> {
            Pool pool = pool(config, found.row());
            Patience patience = pool == null ? Patience.NO_LOCKS : pool.locks();
            return stop(found.row(), untilMillis, patience, "locked", Facts.LOCKED_UNTIL, Pause.LOCK, 'l');
        });
    }

    private static @Nullable Pool pool(TenantConfig config, LeadRow lead) {
        return config.get(Pool.POOL, lead.pool());
    }

    private Plan stop(
            LeadRow lead, long untilMillis, Patience patience, String type, String fact, String what, char flag) {
        long now = steps.nowMillis();
        if (lead.state() != LeadState.OWNED) {
            return Plan.no("not-owned");
        } else if (untilMillis != 0 && untilMillis <= now) {
            return Plan.no("past");
        } else if (untilMillis - now > patience.longest().toMillis()) {
            return Plan.no("too-long", Durations.text(patience.longest()));
        } else if (Pause.of(lead.facts()).size() >= Pause.MAX && untilMillis != 0) {
            return Plan.no("too-many", String.valueOf(flag), Integer.toString(Pause.MAX));
        } else if (untilMillis != 0 && patience.maxPerAgent() == 0) {
            return Plan.no("too-many", String.valueOf(flag), "0");
        }
        Step step = Step.stays(lead, type)
                .set(fact, untilMillis == 0 ? null : untilMillis)
                .set(Facts.PAUSES, Pause.beginning(lead, what, now, untilMillis));
        if (untilMillis == 0) {
            return Plan.go(step.tell("ended", true));
        }
        return Plan.go(step.tell("until", Rfc3339.text(untilMillis)).atMost(patience.maxPerAgent(), flag));
    }

    /**
     * More time for one rule. Refused: {@code not-owned}, {@code no-rule}, {@code not-yours} (the rule asks for a higher
     * role), {@code too-often}, {@code too-long} with the longest.
     */
    public Future<Verdict> extend(Wish wish, String ruleName, Span by, Role role) {
        return steps.take(wish, (found, config) -> {
            LeadRow lead = found.row();
            Pool pool = pool(config, lead);
            RecycleRule rule = pool == null
                    ? null
                    : pool.recycle().stream()
                            .filter(r -> r.name().equals(ruleName))
                            .findFirst()
                            .orElse(null);
            if (lead.state() != LeadState.OWNED) {
                return Plan.no("not-owned");
            } else if (rule == null) {
                return Plan.no("no-rule");
            } else if (!mayExtend(rule, role)) {
                return Plan.no("not-yours");
            } else if (by.duration().compareTo(rule.after().duration()) > 0) {
                return Plan.no("too-long", rule.after().text());
            }
            JsonObject all = lead.facts()
                    .getJsonObject(Facts.EXTENSIONS, new JsonObject())
                    .copy();
            JsonObject of = all.getJsonObject(ruleName, new JsonObject());
            int times = of.getInteger("times", 0) + 1;
            if (times > rule.extensions().max()) {
                return Plan.no("too-often", Integer.toString(rule.extensions().max()));
            }
            all.put(
                    ruleName,
                    new JsonObject()
                            .put("times", times)
                            .put("days", of.getInteger("days", 0) + by.days())
                            .put("millis", of.getLong("millis", 0L) + by.millis()));
            return Plan.go(Step.stays(lead, "extended")
                    .because(ruleName)
                    .set(Facts.EXTENSIONS, all)
                    .tell("by", by.text()));
        });
    }

    private static boolean mayExtend(RecycleRule rule, Role role) {
        return switch (rule.extensions().by()) {
            case "agent" -> true;
            case "supervisor" -> role != Role.AGENT;
            default -> role == Role.MANAGER || role == Role.ADMIN;
        };
    }
}
