package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.pool.Assignment;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolChecks;
import io.pelagos.recycling.AppliesTo;
import io.pelagos.recycling.CleanUp;
import io.pelagos.recycling.RecycleRule;
import io.pelagos.team.Change;
import io.pelagos.team.Fault;
import io.pelagos.team.TenantConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is wrong with a pool in the eyes of who writes it. To a pool's admin the pools and channels that he does not see are
 * not there: he sends no leads to them, and does not learn which there are. What the pool names already may stay.
 */
final class PoolFaults {
    private PoolFaults() {}

    /** @param old the pool as it is; the same pool for who begins with it */
    static List<Fault> of(Call call, TenantConfig tenant, Pool old, Pool pool) {
        if (!Access.manages(call.principal())) {
            Set<String> channels = channels(call, tenant, old);
            List<Fault> faults = PoolChecks.faults(pool, seen(call, tenant, old), channels::contains);
            if (!faults.isEmpty()) {
                return faults;
            }
        }
        return PoolChecks.faults(pool, tenant, channel -> tenant.doc(Channel.CHANNEL.name(), channel) != null);
    }

    /** The configuration without the pools that are hidden. */
    private static TenantConfig seen(Call call, TenantConfig tenant, Pool old) {
        Set<String> named = Stream.concat(
                        old.recycle().stream().map(RecycleRule::to),
                        old.cleanUp().stream().map(CleanUp::to))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return tenant.with(tenant.all(Pool.POOL).values().stream()
                .filter(other -> !named.contains(other.id()) && !Access.seesPool(tenant, call.principal(), other))
                .map(other -> new Change(Pool.POOL.name(), other.id(), null))
                .toList());
    }

    /** Those that lead to a pool that the caller sees, and those that the pool names. */
    private static Set<String> channels(Call call, TenantConfig tenant, Pool old) {
        Assignment assignment = old.assignment();
        Set<String> channels = new HashSet<>(Stream.of(
                        old.recycle().stream().map(RecycleRule::appliesTo),
                        old.cleanUp().stream().map(CleanUp::appliesTo),
                        Stream.ofNullable(assignment).map(Assignment::appliesTo))
                .flatMap(filters -> filters)
                .map(AppliesTo::channels)
                .flatMap(Set::stream)
                .toList());
        tenant.all(Channel.CHANNEL).values().stream()
                .filter(channel -> Stream.concat(Stream.of(channel.pool()), channel.routing().pools().stream())
                        .map(id -> tenant.get(Pool.POOL, id))
                        .anyMatch(pool -> pool != null && Access.seesPool(tenant, call.principal(), pool)))
                .forEach(channel -> channels.add(channel.id()));
        return channels;
    }
}
