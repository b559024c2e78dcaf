package io.pelagos.journal;

import io.vertx.core.Future;
import java.util.List;

/** Counts a tenant's past claims anew from the journal, for the limits that are configured today. */
public interface ClaimCounts {

    Future<Counts> count(int tenant, long nowMillis);

    /**
     * What count.lua takes.
     *
     * @param defs names the counters; the same text that claims bring with their policy
     * @param counters key, count, milliseconds to keep, one after the other
     * @param cooldowns lead, {@code a:T/agent} or {@code t:T/team}, when it left, milliseconds to keep
     */
    record Counts(String defs, List<String> counters, List<String> cooldowns) {}
}
