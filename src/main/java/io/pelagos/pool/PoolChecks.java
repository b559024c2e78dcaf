package io.pelagos.pool;

import io.pelagos.recycling.AppliesTo;
import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Agent;
import io.pelagos.team.CustomField;
import io.pelagos.team.Fault;
import io.pelagos.team.Team;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Whether a pool's rules make sense beside the rest of the configuration: what they name must be there. */
public final class PoolChecks {
    /** Pools that pass leads round faster than this do nothing else. */
    private static final long TURN_MILLIS_MIN = 1_000;

    private static final long FAR_MILLIS = Long.MAX_VALUE / 4;

    private final Pool pool;
    private final TenantConfig config;
    private final Tenant tenant;
    private final Predicate<String> channelExists;
    private final List<Fault> faults = new ArrayList<>();

    private PoolChecks(Pool pool, TenantConfig config, Tenant tenant, Predicate<String> channelExists) {
        this.pool = pool;
        this.config = config;
        this.tenant = tenant;
        this.channelExists = channelExists;
    }

    /** What is wrong with a pool that is to be written. */
    public static List<Fault> faults(Pool pool, TenantConfig config, Predicate<String> channelExists) {
        return faults(pool, config, config.tenant(), channelExists);
    }

    /** What would be wrong with a pool if the firm said this about itself. */
    public static List<Fault> faults(Pool pool, TenantConfig config, Tenant tenant, Predicate<String> channelExists) {
        PoolChecks checks = new PoolChecks(pool, config, tenant, channelExists);
        for (int i = 0; i < pool.recycle().size(); i++) {
            checks.rule("/recycle/" + i, pool.recycle().get(i));
        }
        // The first of all may be "stale", which is no item of the list.
        int stale = !pool.cleanUp().isEmpty() && pool.cleanUp().get(0).name().equals(CleanUp.STALE) ? 1 : 0;
        Set<String> names = new HashSet<>();
        for (int i = 0; i < pool.cleanUp().size(); i++) {
            String at = i < stale ? "/stale" : "/cleanup/" + (i - stale);
            CleanUp rule = pool.cleanUp().get(i);
            checks.cleanUp(at, rule);
            // The journal says by name which rule moved or closed a lead.
            if (!names.add(rule.name())) {
                checks.faults.add(new Fault(at + "/name", "another rule of this pool has this name"));
            }
        }
        Refund refund = pool.refund();
        if (refund != null) {
            checks.words("/refund/outcomes", refund.outcomes(), checks.words().outcomes());
        }
        Assignment assignment = pool.assignment();
        if (assignment != null) {
            checks.assignment(assignment);
        }
        return checks.faults;
    }

    private void assignment(Assignment assignment) {
        String at = "/assignment";
        filter(at + "/applies_to", assignment.appliesTo());
        words(at + "/top_grades", assignment.topGrades(), words().grades());
        agents(at + "/weights", assignment.weights().keySet());
        Members among = assignment.among();
        if (among != null) {
            agents(at + "/among/agents", among.agents());
            among.teams().stream()
                    .filter(team -> config.get(Team.TEAM, team) == null)
                    .sorted()
                    .forEach(team -> faults.add(new Fault(at + "/among/teams", "there is no team " + team)));
        }
        if (assignment.offer() != null && !pool.visible()) {
            faults.add(new Fault(at + "/offer", "needs a visible pool: agents claim what they are offered"));
        }
        if (assignment.offer() != null && (pool.byRequest() || pool.turns() != null)) {
            faults.add(new Fault(
                    at + "/offer", "does not go with turns, nor with claims by request: who is rung claims at once"));
        }
    }

    private void agents(String at, Collection<String> ids) {
        ids.stream()
                .filter(id -> config.get(Agent.AGENT, id) == null)
                .sorted()
                .forEach(id -> faults.add(new Fault(at, "there is no agent " + id)));
    }

    private void rule(String at, RecycleRule rule) {
        if (rule.to() != null && !known(rule.to())) {
            faults.add(new Fault(at + "/to", "there is no such pool"));
        }
        if (rule.working() && tenant.calendar() == null) {
            faults.add(new Fault(at + "/time", "the firm has no calendar that would tell its working time"));
        }
        words(at + "/evidence/outcomes", rule.evidence().outcomes(), words().outcomes());
        filter(at + "/applies_to", rule.appliesTo());
    }

    private void cleanUp(String at, CleanUp rule) {
        String to = rule.to();
        if (to != null && !known(to)) {
            faults.add(new Fault(at + "/to", "there is no such pool"));
        } else if (to != null && to.equals(pool.id())) {
            faults.add(new Fault(at + "/to", "must be another pool"));
        } else if (to != null && turn(rule) < TURN_MILLIS_MIN) {
            faults.add(new Fault(
                    at + "/to", "pools would pass a lead round without end: it comes back from there at once"));
        }
        words(at + "/outcomes", rule.outcomes(), words().outcomes());
        filter(at + "/applies_to", rule.appliesTo());
    }

    private boolean known(String id) {
        return id.equals(pool.id()) || config.get(Pool.POOL, id) != null;
    }

    private Words words() {
        return tenant.words();
    }

    private void filter(String at, AppliesTo filter) {
        words(at + "/grades", filter.grades(), words().grades());
        words(at + "/intent", filter.intents(), words().intents());
        words(at + "/stage", filter.stages(), words().stages());
        words(at + "/last_outcome", filter.lastOutcomes(), words().outcomes());
        for (String channel : filter.channels()) {
            if (!channelExists.test(channel)) {
                faults.add(new Fault(at + "/channels", "there is no channel " + channel));
            }
        }
        filter.fields().forEach((field, values) -> {
            CustomField its = tenant.fields().get(field);
            if (its == null) {
                faults.add(new Fault(at + "/fields/" + field, "is not a field of this firm"));
            } else if (values.stream().anyMatch(value -> its.parse(value) == null)) {
                faults.add(new Fault(at + "/fields/" + field, "has a value that this field cannot have"));
            }
        });
    }

    /** A firm that has not listed its words may use any. */
    private void words(String at, Collection<String> used, List<String> known) {
        if (!known.isEmpty()) {
            used.stream()
                    .filter(word -> !known.contains(word))
                    .sorted()
                    .forEach(word -> faults.add(new Fault(at, word + " is not one of the firm's words for this")));
        }
    }

    /** How soon a lead that this rule sends away may be back, when all rules are ripe; filters are not looked at. */
    private long turn(CleanUp first) {
        Map<String, Long> soonest = new HashMap<>();
        soonest.put(String.valueOf(first.to()), delay(first));
        boolean better = true;
        while (better) {
            better = false;
            for (Pool other : config.all(Pool.POOL).values()) {
                long here = soonest.getOrDefault(other.id(), FAR_MILLIS);
                for (CleanUp rule : other.id().equals(pool.id()) ? List.<CleanUp>of() : other.cleanUp()) {
                    long there = Math.min(FAR_MILLIS, here + delay(rule));
                    if (rule.to() != null && there < soonest.getOrDefault(rule.to(), FAR_MILLIS)) {
                        soonest.put(rule.to(), there);
                        better = true;
                    }
                }
            }
        }
        return soonest.getOrDefault(pool.id(), FAR_MILLIS);
    }

    /** Only waiting in the pool itself takes time anew at each turn. */
    private static long delay(CleanUp rule) {
        return rule.when() == CleanUp.When.UNCLAIMED ? rule.after().toMillis() : 0;
    }
}
