package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.TenantConfig;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants something done with a lead.
 *
 * @param allowed whether he may, with the lead as it is; if not, there is no such lead for him
 * @param said what he writes about it, sealed under the lead's key; null for nothing
 */
public record Wish(
        Caller caller,
        long lead,
        BiPredicate<TenantConfig, LeadRow> allowed,
        Function<LeadStore.Stored, byte @Nullable []> said) {}
