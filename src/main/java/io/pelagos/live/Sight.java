package io.pelagos.live;

import io.pelagos.journal.Placement;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.Agent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stream shows, by today's configuration. Two that are equal show the same.
 *
 * @param agent who watches; null for who is no agent
 * @param pools whose leads it shows
 * @param lanesOf whose lanes limit that; null for nobody's
 * @param allHeld whether it tells of every lead that somebody holds
 * @param held else: of those that these hold
 * @param only the pools that were asked for, which limits held leads too; null for all
 * @param alerts whether it tells of alerts
 */
public record Sight(
        int tenant,
        @Nullable String agent,
        @Nullable String team,
        Set<String> pools,
        @Nullable Agent lanesOf,
        boolean allHeld,
        Set<String> held,
        @Nullable Set<String> only,
        boolean alerts) {

    /** Whether it shows pooled leads at this place of a pool. */
    boolean shows(String pool, Placement.Place place) {
        return pools.contains(pool) && (lanesOf == null || PoolPlacement.open(place, lanesOf) || keptFor(place));
    }

    boolean keptFor(Placement.Place place) {
        return agent != null && !place.first().isEmpty() && PoolPlacement.keptFor(place, tenant, agent, team);
    }

    /** Whether it tells of leads of a pool that others than who watches hold. */
    public boolean hearsOthers(String pool) {
        return (allHeld || held.stream().anyMatch(one -> !one.equals(agent))) && (only == null || only.contains(pool));
    }

    /** Whether it tells of leads that an agent holds, claimed from a pool. */
    boolean hears(@Nullable String owner, @Nullable String pool) {
        return owner != null
                && (allHeld || held.contains(owner))
                && (only == null || (pool != null && only.contains(pool)));
    }
}
