package io.pelagos.stats;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param tenant its number
 * @param unanswered see {@link StatsPolicy}
 * @param agents whose numbers; null: everybody's
 * @param channel only leads of this one; null: all
 * @param by for numbers of leads
 * @param claimsMin for leads that were taken often
 * @param rowsMax for lists
 */
public record Query(
        int tenant,
        Period period,
        List<String> unanswered,
        @Nullable List<String> agents,
        @Nullable String channel,
        Dimension by,
        int claimsMin,
        int rowsMax) {
    Query at(Period other) {
        return new Query(tenant, other, unanswered, agents, channel, by, claimsMin, rowsMax);
    }

    Query by(Dimension other) {
        return new Query(tenant, period, unanswered, agents, channel, other, claimsMin, rowsMax);
    }
}
