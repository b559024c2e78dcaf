package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** P4: at rest every lead is in exactly one place, and Redis and PostgreSQL name the same one. */
final class AgreementCheck {

    private static final String P4 = "P4";

    private AgreementCheck() {}

    static void check(Truth truth, Arbiter arbiter, Findings findings) {
        findings.must(
                arbiter.outbox() == 0, P4, "the outbox is not empty at rest", () -> arbiter.outbox() + " entries");
        arbiter.inFlight().forEach(lead -> findings.add(P4, "a lead in flight at rest", "lead " + lead));
        Map<String, Set<Long>> held = new HashMap<>();
        for (Truth.Lead lead : truth.leads().values()) {
            record(lead, arbiter.records().get(lead.id()), findings);
            place(lead, arbiter, findings);
            if (lead.state() == 'o') {
                held.computeIfAbsent(lead.owner(), o -> new HashSet<>()).add(lead.id());
            }
        }
        arbiter.records()
                .forEach((lead, record) -> findings.must(
                        record.state() == 'f' || truth.leads().containsKey(lead),
                        P4,
                        "Redis knows a lead that PostgreSQL does not",
                        () -> "lead " + lead + " " + record));
        strangers(truth, arbiter, findings);
        hands(held, arbiter, findings);
        counts(truth, arbiter, findings);
    }

    private static void record(Truth.Lead lead, Arbiter.Record record, Findings findings) {
        boolean same;
        if (lead.state() == 'c') {
            same = record == null;
        } else {
            same = record != null
                    && record.state() == lead.state()
                    && record.version() == lead.version()
                    && Objects.equals(record.pool(), lead.pool())
                    && Objects.equals(record.owner(), lead.owner());
        }
        // A lead in flight is reported as such already.
        findings.must(
                same || record != null && record.state() == 'f',
                P4,
                "Redis and PostgreSQL differ about a lead",
                () -> "lead " + lead.id() + " version " + lead.version() + " " + lead.place() + ", Redis " + record);
    }

    private static void place(Truth.Lead lead, Arbiter arbiter, Findings findings) {
        if (lead.state() != 'p') {
            return;
        }
        int places = arbiter.pools().getOrDefault(lead.pool(), Map.of()).getOrDefault(lead.id(), 0);
        findings.must(
                places == 1,
                P4,
                "a pooled lead is not in its pool once",
                () -> "lead " + lead.id() + " pool " + lead.pool() + " places " + places);
    }

    /** Members of pools that PostgreSQL has somewhere else. */
    private static void strangers(Truth truth, Arbiter arbiter, Findings findings) {
        arbiter.pools().forEach((pool, members) -> members.keySet().forEach(id -> {
            Truth.Lead lead = truth.leads().get(id);
            findings.must(
                    lead != null && lead.state() == 'p' && lead.pool().equals(pool),
                    P4,
                    "a pool holds a lead that is not there",
                    () -> "pool " + pool + " lead " + id + " is " + (lead == null ? "unknown" : lead.place()));
        }));
    }

    private static void hands(Map<String, Set<Long>> held, Arbiter arbiter, Findings findings) {
        Set<String> agents = new HashSet<>(held.keySet());
        agents.addAll(arbiter.held().keySet());
        for (String agent : agents) {
            Set<Long> truth = held.getOrDefault(agent, Set.of());
            Set<Long> redis = arbiter.held().getOrDefault(agent, Set.of());
            findings.must(
                    truth.equals(redis),
                    P4,
                    "Redis and PostgreSQL differ about an agent's hands",
                    () -> agent + ": PostgreSQL " + truth + ", Redis " + redis);
        }
    }

    private static void counts(Truth truth, Arbiter arbiter, Findings findings) {
        Map<String, Map<String, Integer>> expected = new TreeMap<>();
        for (Truth.Lead lead : truth.leads().values()) {
            if (lead.state() == 'o') {
                expected.computeIfAbsent(lead.owner(), o -> new TreeMap<>()).merge(lead.pool(), 1, Integer::sum);
            }
        }
        findings.must(
                expected.equals(arbiter.counts()),
                P4,
                "the holding cap counts something else than is held",
                () -> "PostgreSQL " + expected + ", Redis " + arbiter.counts());
    }
}
