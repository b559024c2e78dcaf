package io.pelagos.pool;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Proposal;
import io.pelagos.journal.Requests;
import io.pelagos.lead.Facts;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Claims: an agent takes the next lead of a pool, a chosen one, or several. */
public final class Claims {
    static final Decision CLAIM = Decision.of(Claims.class, "claim", 2, PoolLists.LANES, Decision.LIMITS);

    private static final Way BY_ITSELF = new Way(true, true, "", "");
    private static final String NO_LONGER_WANTED =
            new JsonObject().putNull(Facts.WANTED).encode();

    private final Journal journal;
    private final Requests requests;
    private final Directory directory;
    private final ClaimPolicies policies;
    private final Allowances allowances;
    private final RankTurns.Order order;
    private final LongSupplier ids;
    private final ClaimMeters meters;

    Claims(
            Journal journal,
            Requests requests,
            Directory directory,
            ClaimPolicies policies,
            RankTurns.Order order,
            LongSupplier ids,
            ClaimMeters meters) {
        this.journal = journal;
        this.requests = requests;
        this.directory = directory;
        this.policies = policies;
        this.allowances = new Allowances(journal, policies);
        this.order = order;
        this.ids = ids;
        this.meters = meters;
    }

    /** What agents have used of the limits that claims are under. */
    public Allowances allowances() {
        return allowances;
    }

    /**
     * Claims for the caller's agent. The pool must be one that the agent may claim from.
     *
     * @param lead the chosen one, or null for the next
     * @param count how many at most; 1 with a chosen lead
     */
    public Future<ClaimResult> claim(Caller caller, String agentId, String poolId, @Nullable Long lead, int count) {
        return claim(caller, agentId, poolId, lead, count, BY_ITSELF);
    }

    /**
     * Gives an agent of the pool a waiting lead, in the server's name: a claim like the agent's own, under all limits, but
     * behind those of people.
     *
     * @param strategy why it is this agent's turn, for the journal
     */
    public Future<ClaimResult> give(TenantConfig config, Agent agent, Pool pool, long lead, String strategy) {
        return claim(
                Caller.server(config, "router"), agent.id(), pool.id(), lead, 1, new Way(false, false, strategy, ""));
    }

    /**
     * Claims a lead for an agent who has asked for it, in the name of the caller, who approves.
     *
     * @param said what the caller writes about it, sealed under the lead's key; null for nothing
     */
    public Future<ClaimResult> approve(
            Caller caller, String agentId, String poolId, long lead, byte @Nullable [] said) {
        String words = said == null ? "" : Base64.getEncoder().encodeToString(said);
        return claim(caller, agentId, poolId, lead, 1, new Way(true, false, "request", words));
    }

    private Future<ClaimResult> claim(
            Caller caller, String agentId, String poolId, @Nullable Long lead, int count, Way way) {
        long begunNanos = System.nanoTime();
        Pool turned = way.inTurn ? caller.config().get(Pool.POOL, poolId) : null;
        Future<ClaimResult> claimed = turned == null || turned.turns() == null
                ? claimNow(caller, agentId, poolId, lead, count, way)
                : order.ready(caller.config(), turned, journal.nowMillis())
                        .compose(known -> claimNow(caller, agentId, poolId, lead, count, way));
        return claimed.onComplete(done -> meters.count(way.own, done, System.nanoTime() - begunNanos));
    }

    private Future<ClaimResult> claimNow(
            Caller caller, String agentId, String poolId, @Nullable Long lead, int count, Way way) {
        Attempt last = new Attempt();
        return requests.submit(caller.config(), caller.key(), caller.body(), () -> {
                    TenantConfig config = newest(caller.config());
                    // Each try looks anew: who was taken out of the pool a moment ago must not claim from it.
                    Pool pool = config.get(Pool.POOL, poolId);
                    Agent agent = config.get(Agent.AGENT, agentId);
                    if (pool == null || agent == null || !way.open(pool, agent)) {
                        return null;
                    }
                    long now = journal.nowMillis();
                    RankTurns.Slots slots =
                            way.inTurn && pool.turns() != null ? order.slots(config, pool, agentId, now) : null;
                    last.policy = policies.policy(config, pool, agent, slots, now);
                    return new Proposal(
                            CLAIM,
                            ids.getAsLong(),
                            config.no(),
                            config.version(),
                            caller.key(),
                            caller.body(),
                            caller.actor(),
                            last.policy.text(),
                            List.of(
                                    Names.agent(config, agent),
                                    Names.team(config, agent),
                                    lead == null ? "" : lead.toString(),
                                    Integer.toString(count),
                                    Names.offers(config, agent) + (way.own ? "" : Lanes.RESERVED),
                                    Integer.toString(agent.seniority()),
                                    way.reason,
                                    pool.byRequest() ? NO_LONGER_WANTED : "",
                                    way.said),
                            !way.own);
                })
                .map(verdict ->
                        ClaimVerdicts.result(verdict, poolId, caller.config(), last.policy, journal.nowMillis()));
    }

    /** Whether an agent may claim from a pool: a member, at work, and the pool is not for assignment only. */
    public static boolean mayClaim(Pool pool, Agent agent) {
        return pool.visible() && agent.active() && pool.member(agent);
    }

    /**
     * How a claim comes about.
     *
     * @param own whether only what the agent may claim itself
     * @param inTurn whether only when it is the agent's turn, where a pool has turns
     * @param reason for the journal, or empty
     * @param said what people write about it, sealed under the key of the one lead, in Base64; or empty
     */
    private record Way(boolean own, boolean inTurn, String reason, String said) {
        boolean open(Pool pool, Agent agent) {
            return own ? mayClaim(pool, agent) : agent.takesLeads() && pool.member(agent);
        }
    }

    private static final class Attempt {
        ClaimPolicies.@Nullable Policy policy;
    }

    private TenantConfig newest(TenantConfig config) {
        TenantConfig newest = directory.tenant(config.no());
        return newest == null ? config : newest;
    }
}
