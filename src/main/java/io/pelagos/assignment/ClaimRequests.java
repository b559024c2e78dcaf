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
import io.pelagos.platform.OneByOne;
import io.pelagos.platform.PgPool;
import io.pelagos.pool.ClaimResult;
import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolLists;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims that need a supervisor's word: the agent asks for a lead, which stays where it is; who approves claims it for
 * the agent, under all the limits of the agent's own claims.
 */
public final class ClaimRequests {
    /** The event of somebody's asking. */
    public static final String REQUESTED = "requested";
    /** How many may ask for one lead. */
    public static final int ASKING_MAX = 20;
    /** How deep the pool is looked through for a lead that the agent has not asked for yet. */
    private static final int HEADS_MAX = 100;

    /** Requests of one agent that wait to be looked at on this node. */
    private static final int WAITING_MAX = 50;

    private static final String CLAIM = "claim";
    /** Where somebody asks is found by its term; the same words as in {@link #asking}. */
    private static final String OPEN = """
            select count(*)::int from lead_term t join lead l on l.tenant = t.tenant and l.id = t.lead
            where t.tenant = $1 and t.name = 'awaiting' and t.value = 'claim'
              and l.state = 'p' and l.pool = $2 and l.facts -> 'wanted' -> 'by' ? $3
              and (l.facts -> 'wanted' ->> 'entered')::bigint = (date_part('epoch', l.entered_at) * 1000)::bigint""";

    private final Steps steps;
    private final Claims claims;
    private final PoolLists lists;
    private final LeadStore store;
    private final PgPool scans;
    /**
     * An agent's requests one after another, so that together they are no more than allowed. Who asks several nodes in
     * the same moment may have one more for each.
     */
    private final OneByOne<String> asked = new OneByOne<>(WAITING_MAX);

    /** @param scans for what reads its way through a firm's leads */
    public ClaimRequests(Steps steps, Claims claims, PoolLists lists, LeadStore store, PgPool scans) {
        this.steps = steps;
        this.claims = claims;
        this.lists = lists;
        this.store = store;
        this.scans = scans;
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

    /**
     * Refused: {@code not-found} when it is not in the pool, {@code asked} already, {@code too-many} who ask,
     * {@code too-many-open} of the agent's requests in the pool, with how many are allowed.
     */
    public Future<Verdict> ask(Wish wish, String agent, String pool) {
        return asked.take(
                wish.caller().config().no() + "/" + agent,
                () -> steps.takeWhenPlanned(wish, (found, config) -> planned(config, found.row(), agent, pool)),
                () -> Future.succeededFuture(Verdict.Obstacle.OVERLOADED));
    }

    private Future<Plan> planned(TenantConfig config, LeadRow lead, String agent, String poolId) {
        Pool pool = config.get(Pool.POOL, poolId);
        JsonObject asking = asking(lead).copy();
        if (pool == null || lead.state() != LeadState.POOLED || !lead.pool().equals(poolId)) {
            return Future.succeededFuture(Plan.no("not-found"));
        } else if (asking.containsKey(agent)) {
            return Future.succeededFuture(Plan.no("asked"));
        } else if (asking.size() >= ASKING_MAX) {
            return Future.succeededFuture(Plan.no("too-many"));
        }
        return open(config.no(), poolId, agent)
                .map(open -> open >= pool.maxRequests()
                        ? Plan.no("too-many-open", Integer.toString(pool.maxRequests()))
                        : Plan.go(wanted(Step.stays(lead, REQUESTED), lead, asking.put(agent, Step.NOW))
                                .tell("what", CLAIM)
                                .tell("agent", agent)));
    }

    private Future<Integer> open(int tenant, String pool, String agent) {
        return scans.use(c -> c.preparedQuery(OPEN).execute(Tuple.of(tenant, pool, agent)))
                .map(rows -> rows.iterator().next().getInteger(0));
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

    /** Claims a lead for who asks for it, with what is said; {@link ClaimResult.NotFound} when he does not. */
    public Future<ClaimResult> approve(Wish wish, String agent) {
        Caller caller = wish.caller();
        return store.find(caller.config().no(), wish.lead()).compose(found -> {
            // One that is there no more may have been approved before, under the same key.
            boolean asked = found != null
                    && (asking(found.row()).containsKey(agent)
                            || agent.equals(found.row().owner()));
            return found != null && asked
                    ? claims.approve(
                            caller,
                            agent,
                            found.row().pool(),
                            wish.lead(),
                            wish.said().apply(found))
                    // It may have left the agent again since an approval that is repeated here.
                    : steps.known(caller.config(), caller).map(ClaimRequests::before);
        });
    }
}
