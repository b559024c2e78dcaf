package io.pelagos.http;

import io.pelagos.alert.AlertRule;
import io.pelagos.channel.Channel;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolChecks;
import io.pelagos.pool.RuleAges;
import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Agent;
import io.pelagos.team.Fault;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Pools and their rules. */
public final class PoolRoutes implements ConfigResource.Kind {

    private final ConfigResource resource;
    private final HoldsLeads stock;
    private final Section<Channel> channels;
    private final LongSupplier nowMillis;

    /** Takes who can tell whether a pool holds leads, how channels are read, and the time of the cells. */
    public PoolRoutes(ConfigWrites writes, HoldsLeads stock, Section<Channel> channels, LongSupplier nowMillis) {
        this.resource = new ConfigResource(this, writes);
        this.stock = stock;
        this.channels = channels;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        resource.register(api, Access.ALL, Access.MANAGERS, Access.PEOPLE, false);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(Pool.POOL);
    }

    @Override
    public boolean sees(Call call, TenantConfig tenant, String id) {
        Pool pool = tenant.get(Pool.POOL, id);
        return pool != null && Access.seesPool(tenant, call.principal(), pool);
    }

    @Override
    public JsonObject show(JsonObject stored) {
        return RuleAges.hidden(stored);
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        Pool pool = Pool.POOL.read().apply(id, body);
        Pool before = old == null ? null : Pool.POOL.read().apply(id, old);
        mayChange(call, before, pool);
        exist(tenant, Agent.AGENT, pool.admins(), "/admins", "agent");
        exist(tenant, Agent.AGENT, pool.members().agents(), "/members/agents", "agent");
        exist(tenant, Team.TEAM, pool.members().teams(), "/members/teams", "team");
        if (RuleAges.written(body)) {
            throw Problem.invalid("", "since is not a known field of a rule").refusal();
        }
        List<Fault> faults = PoolFaults.of(call, tenant, before == null ? pool : before, pool);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        RuleAges.stamp(body, old, nowMillis.getAsLong());
        return body;
    }

    /** A pool's admin changes all of it but who its admins are, and what of other people's leads is open. */
    private static void mayChange(Call call, @Nullable Pool old, Pool pool) {
        if (Access.manages(call.principal())) {
            return;
        }
        if (old == null || !Access.administers(call.principal(), old)) {
            throw Problem.FORBIDDEN.refusal();
        }
        if (!pool.admins().equals(old.admins())) {
            throw Problem.FORBIDDEN
                    .detail("Only a manager says who a pool's admins are")
                    .refusal();
        }
        if (!pool.masking().equals(old.masking()) || !pool.reveal().equals(old.reveal())) {
            throw Problem.FORBIDDEN
                    .detail("Only a manager says what of a pool's contacts is masked, and who may reveal it")
                    .refusal();
        }
    }

    private static void exist(
            TenantConfig tenant, Section<?> section, Iterable<String> ids, String pointer, String what) {
        for (String id : ids) {
            if (tenant.get(section, id) == null) {
                throw Problem.invalid(pointer, "there is no " + what + " " + id).refusal();
            }
        }
    }

    @Override
    public List<Fault> broken(TenantConfig before, TenantConfig after, String id) {
        Pool then = before.get(Pool.POOL, id);
        Pool now = after.get(Pool.POOL, id);
        if (then == null || now == null) {
            return List.of();
        }
        // Faults that are there already are none of this change.
        List<Fault> known = PoolChecks.faults(then, before, channel -> exists(before, channel));
        return PoolChecks.faults(now, after, channel -> exists(after, channel)).stream()
                .filter(fault -> !known.contains(fault))
                .toList();
    }

    private boolean exists(TenantConfig tenant, String channel) {
        return tenant.doc(channels.name(), channel) != null;
    }

    @Override
    public Future<Void> mayDelete(Call call, TenantConfig tenant, String id) {
        for (Channel channel : tenant.all(channels).values()) {
            if (channel.pool().equals(id) || channel.routing().pools().contains(id)) {
                throw inUse("The channel " + called(channel.name(), channel.id()) + " sends leads to this pool");
            }
        }
        for (Pool other : tenant.all(Pool.POOL).values()) {
            for (RecycleRule rule : other.recycle()) {
                if (id.equals(rule.to()) && !other.id().equals(id)) {
                    throw inUse("A rule of the pool " + called(other.name(), other.id()) + " sends leads to this pool");
                }
            }
            for (CleanUp rule : other.cleanUp()) {
                if (id.equals(rule.to()) && !other.id().equals(id)) {
                    throw inUse("A rule of the pool " + called(other.name(), other.id()) + " sends leads to this pool");
                }
            }
        }
        for (AlertRule rule : tenant.all(AlertRule.ALERT_RULE).values()) {
            if (rule.pools().contains(id)) {
                throw inUse("The rule of alerts " + called(rule.name(), rule.id()) + " watches this pool");
            }
        }
        return stock.holdsLeads(tenant, id).map(holds -> {
            if (holds) {
                throw Problem.conflict("pool-not-empty", "The pool holds leads").refusal();
            }
            return null;
        });
    }

    /** What people call it, beside the id that it is found by. */
    static String called(@Nullable String name, String id) {
        return name == null || name.equals(id) ? id : name + " (" + id + ")";
    }

    private static Refusal inUse(String detail) {
        return Problem.conflict("in-use", "Something refers to this pool")
                .detail(detail)
                .refusal();
    }
}
