package io.pelagos.presence;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.lead.LeadRow;
import io.pelagos.pool.Excess;
import io.pelagos.pool.Hands;
import io.pelagos.pool.Holdings;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Turns;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what agents hold: leaves begin and end, leads of absent owners go back, and what is above a holding cap
 * flows back. It decides nothing: each lead is a step, which is taken only while the lead is as it was read; so a node
 * that dies in between has left nothing half done, and the next look goes on.
 */
public final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    /** Steps of one agent in one look. */
    private static final int STEPS_MAX = 200;
    /** An agent's leads are not read again sooner, if nothing else changes. */
    private static final long CALM_MILLIS = 60_000;
    /** Agents that this node remembers so; forgetting them costs a look each. */
    private static final int CALM_MAX = 100_000;

    private static final String TURN = "watch";
    /** Who acts, in the journal. */
    private static final String RULE = "rule";

    private final Turns turns;
    private final Directory directory;
    private final Steps steps;
    private final PoolLists lists;
    private final Hands hands;
    private final Presences presences;
    private final Leaves leaves;
    private final long everyMillis;
    private final Map<String, Calm> calm = new HashMap<>();
    private boolean looking;

    /** A look at an agent's leads that found nothing to do. */
    private record Calm(Holdings holdings, long version, long atMillis) {}

    /** @param everyMillis how often somebody looks, over all nodes */
    public Watch(
            Turns turns,
            Directory directory,
            Steps steps,
            PoolLists lists,
            Hands hands,
            Presences presences,
            Leaves leaves,
            long everyMillis) {
        this.turns = turns;
        this.directory = directory;
        this.steps = steps;
        this.lists = lists;
        this.hands = hands;
        this.presences = presences;
        this.leaves = leaves;
        this.everyMillis = everyMillis;
    }

    /** One look at all firms, unless this node still looks; what fails waits for the next. */
    public Future<Void> look() {
        if (looking) {
            return Future.succeededFuture();
        }
        looking = true;
        if (calm.size() >= CALM_MAX) {
            calm.clear();
        }
        Future<?> done = turnLeaves().recover(e -> waits("leaves", e));
        for (TenantConfig firm : directory.all()) {
            done = done.compose(x -> look(firm)).recover(e -> waits(firm.id(), e));
        }
        return done.<Void>mapEmpty().onComplete(over -> looking = false);
    }

    private static <T> Future<T> waits(String what, Throwable failure) {
        LOG.info("The look at {} waits for the next round: {}", what, failure.getMessage());
        return Future.succeededFuture();
    }

    private Future<Boolean> turnLeaves() {
        return leaves.turnOne(steps.nowMillis()).compose(more -> more ? turnLeaves() : Future.succeededFuture(false));
    }

    /** One node looks at a firm; the others need not. */
    private Future<Void> look(TenantConfig firm) {
        if (!firm.tenant().presence().watches() && !Excess.capped(firm)) {
            return Future.succeededFuture();
        }
        return turns.take(firm.no(), TURN, everyMillis)
                .compose(taken -> taken ? lookNow(firm) : Future.succeededFuture());
    }

    private Future<Void> lookNow(TenantConfig firm) {
        List<String> agents = List.copyOf(firm.all(Agent.AGENT).keySet());
        return lists.holdings(firm, agents).compose(held -> leaves.running(firm.no())
                .compose(away -> presences.all(firm.no()).compose(seen -> new Look(firm, seen, away).all(held))));
    }

    /** One look at one firm, agent after agent. */
    private final class Look {
        private final TenantConfig firm;
        private final Map<String, Presence> seen;
        private final long nowMillis = steps.nowMillis();
        private final Set<String> away = new HashSet<>();

        Look(TenantConfig firm, Map<String, Presence> seen, List<Leave> running) {
            this.firm = firm;
            this.seen = seen;
            running.forEach(leave -> away.add(leave.agent()));
        }

        Future<Void> all(List<Holdings> held) {
            Future<Void> done = Future.succeededFuture();
            for (Holdings one : held) {
                // Whoever is on leave is not absent, and cannot work off what is too much.
                if (!away.contains(one.agent())) {
                    boolean idle =
                            one.untouched() > 0 && Absence.possible(firm.tenant(), seen.get(one.agent()), nowMillis);
                    boolean excess = Excess.any(firm, one);
                    if ((idle || excess) && !calm(one)) {
                        done = done.compose(x -> agent(one, idle, excess));
                    }
                }
            }
            return done;
        }

        /** Whether a look a moment ago, at the same holdings, has found nothing to do. */
        private boolean calm(Holdings one) {
            Calm last = calm.get(key(one));
            return last != null
                    && last.holdings.equals(one)
                    && last.version == firm.version()
                    && Math.abs(nowMillis - last.atMillis) < CALM_MILLIS;
        }

        private String key(Holdings one) {
            return firm.no() + "/" + one.agent();
        }

        private Future<Void> agent(Holdings one, boolean idle, boolean excess) {
            List<LeadRow> held = new ArrayList<>();
            return hands.each(firm, one.agent(), held::add).compose(all -> {
                List<Step> planned =
                        idle ? Absence.steps(firm.tenant(), seen.get(one.agent()), held, nowMillis) : List.of();
                if (planned.isEmpty() && excess) {
                    // What goes back by itself may be all that is too much: the rest is for the next look.
                    planned = Excess.steps(firm, one, held, nowMillis);
                }
                if (planned.isEmpty()) {
                    calm.put(key(one), new Calm(one, firm.version(), nowMillis));
                }
                return take(planned);
            });
        }

        private Future<Void> take(List<Step> planned) {
            return Future.join(planned.stream()
                            .limit(STEPS_MAX)
                            .map(step -> steps.takeInBackground(firm, RULE, step))
                            .toList())
                    .otherwiseEmpty()
                    .mapEmpty();
        }
    }
}
