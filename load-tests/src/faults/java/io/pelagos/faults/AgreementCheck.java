package io.pelagos.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** P4: at rest every lead is in exactly one place, and Redis and PostgreSQL name the same one. */
final class AgreementCheck {

    private static final String P4 = "P4";

    private AgreementCheck() {}

    /**
     * Compares both.
     *
     * @param nowMillis when they were read: what lasts until a date is counted until then
     */
    static void check(Truth truth, Arbiter arbiter, Rules rules, long nowMillis, Findings findings) {
        places(truth, arbiter, findings);
        Map<Long, Life> lives = new HashMap<>();
        truth.lines().forEach((lead, lines) -> lives.put(lead, Life.of(lines, rules)));
        counts(truth, lives, arbiter, nowMillis, findings);
        AlarmCheck.check(truth, lives, arbiter, rules, nowMillis, findings);
    }

    /** Compares where leads are: whatever the rules say. */
    static void places(Truth truth, Arbiter arbiter, Findings findings) {
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
        kept(arbiter, findings);
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

    private static void counts(Truth truth, Map<Long, Life> lives, Arbiter arbiter, long nowMillis, Findings findings) {
        Map<String, Map<String, Integer>> expected = new TreeMap<>();
        for (Truth.Lead lead : truth.leads().values()) {
            Life life = lives.get(lead.id());
            if (lead.state() == 'o' && life != null) {
                Map<String, Integer> counts = expected.computeIfAbsent(lead.owner(), o -> new TreeMap<>());
                names(lead.pool(), life, nowMillis).forEach(name -> counts.merge(name, 1, Integer::sum));
            }
        }
        Set<String> agents = new HashSet<>(expected.keySet());
        agents.addAll(arbiter.counts().keySet());
        for (String agent : agents) {
            Map<String, Integer> truthHas = expected.getOrDefault(agent, Map.of());
            Map<String, Integer> redisHas = arbiter.counts().getOrDefault(agent, Map.of());
            findings.must(
                    truthHas.equals(redisHas),
                    P4,
                    "Redis counts something else than is held",
                    () -> agent + ": PostgreSQL " + truthHas + ", Redis " + redisHas);
        }
    }

    /** What an owned lead counts as. */
    private static List<String> names(String pool, Life life, long nowMillis) {
        List<String> names = new ArrayList<>(List.of("p:" + pool));
        boolean nurtured = life.stoppedUntil(Life.NURTURE, nowMillis) > 0;
        if (life.untouched()) {
            names.add("u");
        }
        if (life.stoppedUntil(Life.LOCK, nowMillis) > 0) {
            names.add("l");
        }
        if (nurtured) {
            names.add("m");
        }
        if (life.won() || nurtured) {
            // Won and nurtured counts as won.
            String what = life.won() ? "w:" : "n:";
            names.add(what);
            names.add(what + pool);
        }
        return names;
    }

    /** Who may claim a lead sooner finds it; nobody finds one that is there for all, or is gone. */
    private static void kept(Arbiter arbiter, Findings findings) {
        arbiter.records().forEach((lead, record) -> {
            boolean keeps = record.state() == 'p'
                    && !record.first().isEmpty()
                    && arbiter.waiting().contains(lead);
            String expected = keeps ? record.pool() + ":" + record.first() : null;
            findings.must(
                    record.state() == 'f'
                            || Objects.equals(expected, arbiter.kept().get(lead)),
                    P4,
                    "first refusal is kept wrong",
                    () -> "lead " + lead + " " + record + " kept for "
                            + arbiter.kept().get(lead));
        });
        arbiter.kept()
                .keySet()
                .forEach(lead -> findings.must(
                        arbiter.records().containsKey(lead),
                        P4,
                        "first refusal is kept wrong",
                        () -> "lead " + lead + " is not here"));
    }
}
