package io.pelagos.assignment;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims that need a supervisor's word: the agent asks for a lead, which stays where it is; who approves claims it for
 * the agent, under all the limits of the agent's own claims.
 */
public final class ClaimRequests {
    /** How many may ask for one lead. */
    public static final int ASKING_MAX = 20;
    /** How deep the pool is looked through for a lead that the agent has not asked for yet. */
    private static final int HEADS_MAX = 100;

    private static final String CLAIM = "claim";

    private final Steps steps;
    private final Claims claims;
    private final PoolLists lists;
    private final LeadStore store;

    public ClaimRequests(Steps steps, Claims claims, PoolLists lists, LeadStore store) {
        this.steps = steps;
        this.claims = claims;
        this.lists = lists;
        this.store = store;
    }

    /** Agent to when he asked for the lead since it entered its pool. */
    public static JsonObject asking(LeadRow lead) {
        JsonObject wanted = lead.facts().getJsonObject(Facts.WANTED);
        boolean now = wanted != null && wanted.getLong("entered") == lead.enteredAtMillis();
        return now && lead.state() == LeadState.POOLED ? wanted.getJsonObject("by") : new JsonObject();
    }

    /** The lead as committed; null for none. */
    public Future<@Nullable LeadRow> find(TenantConfig config, long lead) {
        return store.rows(config.no(), List.of(lead)).map(rows -> rows.isEmpty() ? null : rows.get(0));
    }

    /** The first lead of a pool that an agent could claim and has not asked for; null for none. */
    public Future<@Nullable Long> next(TenantConfig config, Pool pool, Agent agent) {
        return lists.pool(config, pool, agent, 0, HEADS_MAX)
                .compose(ids -> store.rows(config.no(), ids).map(rows -> ids.stream()
                        .filter(id -> rows.stream()
                                .anyMatch(row -> row.id() == id && !asking(row).containsKey(agent.id())))
                        .findFirst()
                        .orElse(null)));
    }

    /** Refused: {@code not-found} when it is not in the pool, {@code asked} already, {@code too-many} who ask. */
    public Future<Verdict> ask(Wish wish, String agent, String pool) {
        return steps.take(wish, (found, config) -> {
            LeadRow lead = found.row();
            JsonObject asking = asking(lead).copy();
            if (lead.state() != LeadState.POOLED || !lead.pool().equals(pool)) {
                return Plan.no("not-found");
            } else if (asking.containsKey(agent)) {
                return Plan.no("asked");
            } else if (asking.size() >= ASKING_MAX) {
                return Plan.no("too-many");
            }
            return Plan.go(wanted(Step.stays(lead, "requested"), lead, asking.put(agent, steps.nowMillis()))
                    .tell("what", CLAIM)
                    .tell("agent", agent));
        });
    }

    /** He gets it not, or does not want it any more. Refused: {@code nothing} when he does not ask for it. */
    public Future<Verdict> end(Wish wish, String agent, String type) {
        return steps.take(wish, (found, config) -> {
            JsonObject asking = asking(found.row()).copy();
            if (asking.remove(agent) == null) {
                return Plan.no("nothing");
            }
            return Plan.go(wanted(Step.stays(found.row(), type), found.row(), asking)
                    .tell("what", CLAIM)
                    .tell("agent", agent));
        });
    }

    private static Step wanted(Step step, LeadRow lead, JsonObject asking) {
        return step.set(
                Facts.WANTED,
                asking.isEmpty()
                        ? null
                        : new JsonObject()
                                .put("entered", lead.enteredAtMillis())
                                .put("by", asking));
    }

    private static ClaimResult before(Verdict verdict) {
        return verdict instanceof Verdict.Done done
                ? new ClaimResult.Claimed(done.leads(), List.of(), true)
                : verdict instanceof Verdict.Obstacle obstacle
                        ? new ClaimResult.Hindered(obstacle)
                        : new ClaimResult.NotFound();
    }

    /** Claims a lead for who asks for it; {@link ClaimResult.NotFound} when he does not. */
    public Future<ClaimResult> approve(Caller caller, long id, String agent) {
        return find(caller.config(), id).compose(lead -> {
            // One that is there no more may have been approved before, under the same key.
            boolean asked = lead != null && (asking(lead).containsKey(agent) || agent.equals(lead.owner()));
            return lead != null && asked
                    ? claims.approve(caller, agent, lead.pool(), id)
                    // It may have left the agent again since an approval that is repeated here.
                    : steps.known(caller.config(), caller).map(ClaimRequests::before);
        });
    }
}
