package io.pelagos.pool;

import io.pelagos.journal.Caller;
import io.pelagos.journal.Decision;
import io.pelagos.journal.Journal;
import io.pelagos.journal.Proposal;
import io.pelagos.journal.Requests;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.Facts;
import io.pelagos.platform.LuaScript;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.WorkFirst;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Claims: an agent takes the next lead of a pool, a chosen one, or several. */
public final class Claims {
    static final Decision CLAIM = Decision.of(Claims.class, "claim", 2, PoolLists.LANES, Decision.LIMITS);
    static final LuaScript USAGE = Decision.helper(Claims.class, "usage", Decision.LIMITS);

    private static final Way BY_ITSELF = new Way(true, true, "", "");
    private static final String NO_LONGER_WANTED =
            new JsonObject().putNull(Facts.WANTED).encode();

    private final Journal journal;
    private final Requests requests;
    private final Directory directory;
    private final ClaimPolicies policies;
    private final Turns.Order order;
    private final LongSupplier ids;

    Claims(
            Journal journal,
            Requests requests,
            Directory directory,
            ClaimPolicies policies,
            Turns.Order order,
            LongSupplier ids) {
        this.journal = journal;
        this.requests = requests;
        this.directory = directory;
        this.policies = policies;
        this.order = order;
        this.ids = ids;
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
     * Gives an agent of the pool a waiting lead, in the server's name: a claim like the agent's own, under all limits.
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
        Pool turned = way.inTurn ? caller.config().get(Pool.POOL, poolId) : null;
        return turned == null || turned.turns() == null
                ? claimNow(caller, agentId, poolId, lead, count, way)
                : order.ready(caller.config(), turned, journal.nowMillis())
                        .compose(known -> claimNow(caller, agentId, poolId, lead, count, way));
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
                    Turns.Slots slots =
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
                                    Names.offers(agent) + (way.own ? "" : Lanes.RESERVED),
                                    Integer.toString(agent.seniority()),
                                    way.reason,
                                    pool.byRequest() ? NO_LONGER_WANTED : "",
                                    way.said),
                            false);
                })
                .map(verdict -> result(verdict, poolId, caller.config(), last.policy, journal.nowMillis()));
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

    private static ClaimResult result(
            Verdict verdict, String pool, TenantConfig config, ClaimPolicies.@Nullable Policy policy, long nowMillis) {
        if (verdict instanceof Verdict.Done done) {
            List<Usage> usage = policy == null ? List.of() : usage(done.usage(), pool, policy, nowMillis);
            return new ClaimResult.Claimed(done.leads(), usage, done.replayed());
        }
        if (verdict instanceof Verdict.Obstacle obstacle) {
            return new ClaimResult.Hindered(obstacle);
        }
        return policy == null ? new ClaimResult.NotFound() : refusal((Verdict.Refused) verdict, pool, config, policy);
    }

    private static ClaimResult refusal(
            Verdict.Refused refused, String pool, TenantConfig config, ClaimPolicies.Policy policy) {
        return switch (refused.word()) {
            case "pool-empty" -> new ClaimResult.PoolEmpty();
            case "not-found" -> new ClaimResult.NotFound();
            case "already-claimed" -> new ClaimResult.AlreadyClaimed();
            case "not-your-turn" -> new ClaimResult.NotYourTurn(Long.parseLong(refused.detail(0)));
            case "lane-closed" -> new ClaimResult.LaneClosed(refused.detail(0));
            case "cooling-down" -> new ClaimResult.CoolingDown(Long.parseLong(refused.detail(0)));
            case "quota-exceeded" -> {
                Quota quota = policy.shown().get(Integer.parseInt(refused.detail(0)) - 1);
                yield new ClaimResult.QuotaExceeded(new Usage(
                        quota != null && quota.per() == Quota.Per.TENANT ? null : pool,
                        quota == null ? "agent" : quota.per().text(),
                        quota == null ? "" : quota.window().text(),
                        quota == null ? 0 : quota.max(),
                        Long.parseLong(refused.detail(1)),
                        Long.parseLong(refused.detail(2))));
            }
            case "owned-full" -> {
                boolean here = refused.detail(0).equals("pool");
                yield new ClaimResult.QuotaExceeded(Usage.owned(
                        here ? pool : null,
                        here ? policy.pool().max() : policy.all().max(),
                        Long.parseLong(refused.detail(1))));
            }
            case "work-first" -> {
                boolean untouched = refused.detail(0).equals("untouched");
                yield new ClaimResult.WorkFirst(
                        refused.detail(0),
                        Long.parseLong(refused.detail(1)),
                        untouched
                                ? config.tenant().workFirst().maxUntouched()
                                : config.tenant().workFirst().maxOverdue());
            }
            default -> throw new IllegalStateException("claim.lua refuses with an unknown word: " + refused.word());
        };
    }

    /** The script tells the use of each counter, then how many are held in the pool and in all. */
    private static List<Usage> usage(String text, String pool, ClaimPolicies.Policy policy, long nowMillis) {
        List<Usage> usage = new ArrayList<>();
        if (text.isEmpty()) {
            return usage;
        }
        String[] numbers = text.split(",", -1);
        int n = policy.shown().size();
        for (int i = 0; i < n; i++) {
            Quota quota = policy.shown().get(i);
            if (quota != null) {
                usage.add(used(
                        quota,
                        pool,
                        Long.parseLong(numbers[i]),
                        policy.freesAtMillis().get(i).applyAsLong(nowMillis)));
            }
        }
        addCaps(usage, pool, policy, Long.parseLong(numbers[n]), Long.parseLong(numbers[n + 1]));
        return usage;
    }

    private static Usage used(Quota quota, String pool, long used, long freesAtMillis) {
        return new Usage(
                quota.per() == Quota.Per.TENANT ? null : pool,
                quota.per().text(),
                quota.window().text(),
                quota.max(),
                used,
                freesAtMillis);
    }

    private static void addCaps(List<Usage> usage, String pool, ClaimPolicies.Policy policy, long inPool, long inAll) {
        if (policy.pool().max() > 0) {
            usage.add(Usage.owned(pool, policy.pool().max(), inPool));
        }
        if (policy.all().max() > 0) {
            usage.add(Usage.owned(null, policy.all().max(), inAll));
        }
    }

    /** What the agent has used of a pool's limits right now. */
    public Future<List<Usage>> usage(TenantConfig config, Agent agent, Pool pool) {
        ClaimPolicies.Policy policy = policies.policy(config, pool, agent, journal.nowMillis());
        return journal.ask(
                        config.cell(),
                        USAGE,
                        List.of(policy.text(), Names.agent(config, agent), Names.team(config, agent)))
                .map(reply -> usage(reply, pool.id(), policy));
    }

    /**
     * How many more leads of a pool an agent may take now: 0 for none, by any limit, cap or gate.
     *
     * @param held how many leads it holds in all, those out of the count of a cap left out
     */
    public record Room(int more, int held) {}

    /** What an agent's limits leave right now. */
    public Future<Room> room(TenantConfig config, Agent agent, Pool pool) {
        ClaimPolicies.Policy policy = policies.policy(config, pool, agent, journal.nowMillis());
        return journal.ask(
                        config.cell(),
                        USAGE,
                        List.of(policy.text(), Names.agent(config, agent), Names.team(config, agent)))
                .map(reply -> room(reply, policy, config.tenant().workFirst()));
    }

    private static Room room(Response reply, ClaimPolicies.Policy policy, WorkFirst gate) {
        int n = policy.shown().size();
        long more = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            Quota quota = policy.shown().get(i);
            if (quota != null) {
                more = Math.min(more, quota.max() - reply.get(2 * i).toLong());
            }
        }
        int inPool = reply.get(2 * n).toInteger();
        int inAll = reply.get(2 * n + 1).toInteger();
        if (policy.pool().max() > 0) {
            more = Math.min(more, policy.pool().max() - inPool);
        }
        if (policy.all().max() > 0) {
            more = Math.min(more, policy.all().max() - inAll);
        }
        if (gate.maxUntouched() >= 0) {
            more = Math.min(more, gate.maxUntouched() + 1 - reply.get(2 * n + 2).toLong());
        }
        boolean late = gate.maxOverdue() >= 0 && reply.get(2 * n + 3).toLong() > gate.maxOverdue();
        return new Room(late ? 0 : (int) Math.max(0, more), inAll);
    }

    private static List<Usage> usage(Response reply, String pool, ClaimPolicies.Policy policy) {
        List<Usage> usage = new ArrayList<>();
        int n = policy.shown().size();
        for (int i = 0; i < n; i++) {
            Quota quota = policy.shown().get(i);
            if (quota != null) {
                usage.add(used(
                        quota,
                        pool,
                        reply.get(2 * i).toLong(),
                        reply.get(2 * i + 1).toLong()));
            }
        }
        addCaps(
                usage,
                pool,
                policy,
                reply.get(2 * n).toLong(),
                reply.get(2 * n + 1).toLong());
        return usage;
    }
}
