package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** Counts a tenant's past claims anew from the journal, for the limits that are configured today. */
public interface ClaimCounts {

    /** Names the counters of a tenant: the same text that claims bring with their policy. */
    String defs(int tenant);

    /**
     * Counts, and hands over what it found in portions, one after the other.
     *
     * @param take is given at most about a thousand items at a time; its failure ends the count
     */
    Future<Void> count(int tenant, long nowMillis, Function<Counts, Future<Void>> take);

    /**
     * A portion.
     *
     * @param counters key, count, milliseconds to keep, one after the other
     * @param cooldowns lead, {@code a:T/agent} or {@code t:T/team}, when it left, milliseconds to keep
     */
    record Counts(List<String> counters, List<String> cooldowns) {}
}
