package io.pelagos.faults;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** The limits of one tenant, as set up by this tool and as the checker judges them. */
record Rules(ZoneId zone, int ownedMax, Map<String, PoolRules> pools) {

    /**
     * One pool's rules; 0 means none.
     *
     * @param members who may claim, null for everyone
     */
    record PoolRules(
            List<Quota> quotas,
            int ownedMax,
            long cooldownMillis,
            long embargoMillis,
            long maxHoldMillis,
            List<String> members) {}

    /**
     * A claim limit.
     *
     * @param per agent, team, pool or tenant
     * @param window hour, day, week, month in the tenant's zone, or an ISO 8601 duration that rolls
     */
    record Quota(String per, String window, int max) {}

    static final String DAILY = "daily";
    static final String ROLLING = "rolling";
    static final String HOLD = "hold";
    /** Without any limit, and only for the probe that looks for signs of life. */
    static final String FREE = "free";

    static final String PROBE = "probe";

    /** Small enough that every limit is met within seconds, rolling so that work goes on all the same. */
    static Rules usual() {
        return new Rules(
                ZoneId.of("Asia/Shanghai"),
                14,
                Map.of(
                        DAILY,
                        new PoolRules(
                                List.of(new Quota("agent", "day", 20), new Quota("pool", "hour", 200)),
                                8,
                                2_000,
                                0,
                                0,
                                null),
                        ROLLING,
                        new PoolRules(
                                List.of(
                                        new Quota("agent", "PT10S", 8),
                                        new Quota("team", "PT5S", 20),
                                        new Quota("pool", "hour", 3_000)),
                                6,
                                2_000,
                                0,
                                0,
                                null),
                        HOLD,
                        new PoolRules(List.of(new Quota("agent", "PT5S", 10)), 10, 2_000, 1_000, 3_000, null),
                        FREE,
                        new PoolRules(List.of(), 0, 0, 0, 0, List.of(PROBE))));
    }
}
