package io.pelagos.faults;

import io.pelagos.faults.PoolRules.Quota;
import io.pelagos.faults.PoolRules.Recycle;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The limits of one tenant, as set up by this tool and as the checker judges them.
 *
 * @param ownedMax leads that one agent may hold in all pools together; 0 for no limit
 * @param excessWarningMillis how long before what is above a cap flows back its owner is warned
 * @param shiftEndMillis how long after somebody has said "off" the untouched leads return
 * @param dials how often a customer may be dialled, over all agents
 */
record Rules(
        ZoneId zone,
        int ownedMax,
        long excessWarningMillis,
        long shiftEndMillis,
        List<Dials> dials,
        Map<String, PoolRules> pools) {

    /** The limits of a pool; null for one without any, and for no pool, as a closed lead is in none. */
    PoolRules pool(String name) {
        return name == null ? null : pools.get(name);
    }

    /** At most so many dials of one customer in any such time. */
    record Dials(int max, long windowMillis) {}

    static final String DAILY = "daily";
    static final String ROLLING = "rolling";
    static final String HOLD = "hold";
    /** Where leads go that others did not want; they leave it too. */
    static final String SHELF = "shelf";
    /** The server gives its leads to agents in turn. */
    static final String ROUTED = "routed";
    /** The server offers its leads to agents before they are free. */
    static final String OFFERED = "offered";
    /** Without any limit, and only for the probe that looks for signs of life. */
    static final String FREE = "free";

    static final String PROBE = "probe";
    /** Rule that may be extended, in {@link #HOLD} and {@link #SHELF}. */
    static final String AT_MOST = "at-most";
    /** Clean-up rule that closes leads. */
    static final String TIRED = "tired";

    /** Small enough that every limit is met within seconds, rolling so that work goes on all the same. */
    static Rules usual() {
        return new Rules(
                ZoneId.of("Asia/Shanghai"),
                14,
                2_000,
                1_000,
                List.of(new Dials(2, 5_000), new Dials(4, 60_000)),
                Map.of(
                        DAILY,
                        PoolRules.with(new Quota("agent", "day", 20), new Quota("pool", "hour", 200))
                                .cap(8)
                                .cooldown(2_000)
                                .patience(2, 2)
                                .stale(8_000, SHELF)
                                .approves()
                                .build(),
                        ROLLING,
                        PoolRules.with(
                                        new Quota("agent", "PT10S", 8),
                                        new Quota("team", "PT5S", 20),
                                        new Quota("pool", "hour", 3_000))
                                .cap(6)
                                .cooldown(2_000)
                                .patience(2, 3)
                                .firstRefusal(1_000)
                                .recycle(
                                        new Recycle("contact", PoolRules.NO_FIRST_CONTACT, 5_000, 2_000, null, 0, null),
                                        new Recycle("quiet", PoolRules.NO_FOLLOWUP, 15_000, 0, SHELF, 0, null))
                                .build(),
                        HOLD,
                        PoolRules.with(new Quota("agent", "PT5S", 10))
                                .cap(10)
                                .cooldown(2_000)
                                .embargo(1_000)
                                .patience(2, 2)
                                .closesAfter(8)
                                .approves()
                                .recycle(
                                        new Recycle(AT_MOST, PoolRules.MAX_HOLD, 4_000, 1_000, null, 2, null),
                                        new Recycle(
                                                "contact", PoolRules.NO_FIRST_CONTACT, 2_000, 1_000, SHELF, 0, null))
                                .build(),
                        SHELF,
                        PoolRules.with(new Quota("agent", "PT10S", 10))
                                .cap(8)
                                .cooldown(2_000)
                                .patience(1, 1)
                                .stale(5_000, ROLLING)
                                .recycle(
                                        new Recycle(AT_MOST, PoolRules.MAX_HOLD, 6_000, 2_000, ROLLING, 1, null),
                                        new Recycle("rated", PoolRules.MAX_HOLD, 3_000, 1_000, null, 0, "C"))
                                .build(),
                        ROUTED,
                        PoolRules.with(new Quota("agent", "PT10S", 6))
                                .cap(4)
                                .cooldown(2_000)
                                .patience(1, 1)
                                .stale(6_000, ROLLING)
                                .router("round_robin", 0)
                                .recycle(new Recycle(AT_MOST, PoolRules.MAX_HOLD, 4_000, 1_000, SHELF, 1, null))
                                .build(),
                        OFFERED,
                        PoolRules.with(new Quota("agent", "PT10S", 6))
                                .cap(4)
                                .cooldown(2_000)
                                .patience(1, 1)
                                .stale(6_000, ROLLING)
                                .router("least_loaded", 1_000)
                                .recycle(new Recycle(AT_MOST, PoolRules.MAX_HOLD, 4_000, 1_000, SHELF, 1, null))
                                .build(),
                        FREE,
                        PoolRules.with().only(PROBE).build()));
    }
}
