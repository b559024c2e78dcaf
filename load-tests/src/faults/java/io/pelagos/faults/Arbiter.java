package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What Redis holds of one tenant. Pools and owners are without the tenant's number here.
 *
 * @param records each lead's record
 * @param pools pool name → members of its order and of its waiting list, each with the number of places it is in
 * @param held agent → leads held
 * @param counts agent → what is counted (p: and the pool, u, l, m, w: and n:, these two with and without a pool) → how
 *     many; zeros may be absent
 * @param alarms lead → when it rings; leads of all tenants of the cell
 * @param waiting pooled leads that are not for everybody yet
 * @param kept leads that somebody may claim sooner → pool and who, with a colon between
 * @param outbox entries that wait for PostgreSQL, of the whole cell
 */
record Arbiter(
        Map<Long, Record> records,
        Map<String, Map<Long, Integer>> pools,
        Map<String, Set<Long>> held,
        Map<String, Map<String, Integer>> counts,
        Map<Long, Long> alarms,
        Set<Long> waiting,
        Map<Long, String> kept,
        long outbox) {

    /**
     * {@code state} p, o, or f for in flight; absent parts are null.
     *
     * @param alarm 0 for none
     * @param first who may claim it before others, or empty
     */
    record Record(char state, int version, String pool, String owner, long alarm, String first) {}

    static Arbiter empty(long outbox) {
        return new Arbiter(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                outbox);
    }

    Set<Long> inFlight() {
        Set<Long> leads = new TreeSet<>();
        records.forEach((lead, record) -> {
            if (record.state() == 'f') {
                leads.add(lead);
            }
        });
        return leads;
    }

    void inPool(String pool, long lead) {
        pools.computeIfAbsent(pool, p -> new HashMap<>()).merge(lead, 1, Integer::sum);
    }

    void counts(String agent, String what, int count) {
        if (count != 0) {
            counts.computeIfAbsent(agent, a -> new TreeMap<>()).put(what, count);
        }
    }

    void holds(String agent, List<Long> leads) {
        held.computeIfAbsent(agent, a -> new HashSet<>()).addAll(leads);
    }
}
