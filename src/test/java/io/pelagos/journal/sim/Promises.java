package io.pelagos.journal.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Judges a world that has come to rest, by what its engines hold and what clients were told. */
final class Promises {
    private final History history;
    private final PgModel truth;
    private final Firm firm;

    Promises(History history, PgModel truth, Firm firm) {
        this.history = history;
        this.truth = truth;
        this.firm = firm;
    }

    void judge() {
        lines();
        requests();
        limits();
        order();
    }

    /** P7: from version n-1 to n, without gaps, each line going on from the one before. */
    private void lines() {
        Map<Long, List<PgModel.Line>> byLead = new HashMap<>();
        truth.journal.forEach(line ->
                byLead.computeIfAbsent(line.lead(), l -> new ArrayList<>()).add(line));
        truth.leads.values().forEach(lead -> {
            List<PgModel.Line> lines = byLead.getOrDefault(lead.id, List.of());
            PgModel.Line before = null;
            for (PgModel.Line line : lines) {
                int expected = before == null ? 1 : before.version() + 1;
                if (line.version() != expected) {
                    history.broken("P7", "version " + expected + " was to come, not " + line);
                    return;
                }
                String had = before == null ? null : before.agent();
                boolean leaves = had != null && !had.equals(line.agent());
                if (!String.valueOf(leaves ? had : null).equals(String.valueOf(line.leftAgent()))) {
                    history.broken("P7", "behind " + before + " comes " + line);
                }
                if (before != null && !before.type().equals("received") && line.at() < before.at()) {
                    history.broken("P7", "time goes back from " + before + " to " + line);
                }
                before = line;
            }
            if (before == null
                    || before.version() != lead.version
                    || before.state() != lead.state
                    || !String.valueOf(before.agent()).equals(String.valueOf(lead.owner))) {
                history.broken("P7", "lead " + lead.id + " is not as its last line says: " + before);
            }
        });
    }

    /** P1, P2, P5: what was acknowledged is still there; a key has made one transition. */
    private void requests() {
        history.granted.forEach((op, leads) -> leads.forEach(told -> {
            boolean there = truth.journal.stream()
                    .anyMatch(line -> line.lead() == told.lead()
                            && line.version() == told.version()
                            && String.valueOf(line.agent()).equals(String.valueOf(told.owner())));
            if (!there) {
                history.broken("P1", op + " was acknowledged and is not in the journal: " + told);
            }
        }));
        Map<String, Long> made = new HashMap<>();
        for (PgModel.Line line : truth.journal) {
            Long other = line.key() == null ? null : made.putIfAbsent(line.key(), line.transition());
            if (other != null && other != line.transition()) {
                history.broken("P5", "the key of " + line + " has also made transition " + other);
            }
        }
    }

    /** P3, by the journal's times: claims in windows, leads in hand, cooldowns. */
    private void limits() {
        List<PgModel.Line> claims = truth.journal.stream()
                .filter(line -> line.type().equals("claimed"))
                .sorted(Comparator.comparingLong(PgModel.Line::at))
                .toList();
        for (PgModel.Line claim : claims) {
            long window = claim.at() / Firm.WINDOW_MILLIS;
            exceeded(
                    claim,
                    "in a window",
                    firm.perWindow(),
                    claims.stream()
                            .filter(c -> c.agent().equals(claim.agent()) && c.at() / Firm.WINDOW_MILLIS == window)
                            .count());
            History.Decided decided = history.decided.get(claim.transition());
            if (decided != null && decided.configVersion >= 2) {
                exceeded(
                        claim,
                        "in a rolling window",
                        firm.perRolling(),
                        claims.stream()
                                .filter(c -> c.agent().equals(claim.agent())
                                        && c.at() <= claim.at()
                                        && c.at() > claim.at() - Firm.ROLLING_MILLIS)
                                .count());
            }
        }
        Map<Long, String> owners = new HashMap<>();
        Map<String, Integer> held = new HashMap<>();
        Map<String, Long> left = new HashMap<>();
        for (PgModel.Line line : truth.journal) {
            String before = owners.put(line.lead(), line.agent());
            if (before != null) {
                held.merge(before, -1, Integer::sum);
            }
            if (line.agent() != null) {
                held.merge(line.agent(), 1, Integer::sum);
                if (!line.agent().equals(before) && firm.cap() > 0) {
                    exceeded(line, "in hand", firm.cap(), held.get(line.agent()));
                }
            }
            Long since = line.type().equals("claimed") ? left.get(line.lead() + line.agent()) : null;
            if (since != null && line.at() < since + firm.coolMillis()) {
                history.broken("P3", line + " comes too soon after " + since);
            }
            if (line.leftAgent() != null) {
                left.put(line.lead() + line.leftAgent(), line.at());
            }
        }
    }

    private void exceeded(PgModel.Line line, String where, int max, long n) {
        if (n > max) {
            history.broken("P3", n + " " + where + ", allowed are " + max + ": " + line);
        }
    }

    /** P6: of a node's requests Redis decides first what came first, but for those that wait for a lead. */
    private void order() {
        List<History.Decided> all = history.decided.values().stream()
                .filter(d -> d.order > 0 && !d.background)
                .sorted(Comparator.comparingLong(d -> d.request))
                .toList();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                History.Decided a = all.get(i);
                History.Decided b = all.get(j);
                boolean overtaken = a.judged && b.judged && a.node.equals(b.node) && b.order < a.order;
                if (overtaken && (a.lead.equals(b.lead) || !waited(a, b))) {
                    history.broken("P6", "request " + b.request + " was decided before " + a.request + " at " + a.node);
                }
            }
        }
    }

    /** Whether a request had to wait for its lead, or behind those that wait for it, when another was decided. */
    private boolean waited(History.Decided a, History.Decided other) {
        return a.busy
                || history.decided.values().stream()
                        .anyMatch(before -> before.busy
                                && before.node.equals(a.node)
                                && before.request < a.request
                                && before.lead.equals(a.lead)
                                && (before.order == 0 || before.order > other.order));
    }

    /** P4: each lead is in exactly one place, and both engines say which. What is not so, for now. */
    List<String> astray(CellModel redis) {
        List<String> astray = new ArrayList<>();
        Set<String> there = new HashSet<>(redis.records.keySet());
        for (PgModel.Lead lead : truth.leads.values()) {
            String id = Long.toString(lead.id);
            String record = redis.records.getOrDefault(id, "");
            there.remove(id);
            String t = PgModel.TENANT + "/";
            String expected =
                    switch (lead.state) {
                        case 'p' -> "p|" + lead.version + "|" + t + lead.pool + "|";
                        case 'o' -> "o|" + lead.version + "|" + t + lead.pool + "|" + t + lead.owner + "|";
                        default -> "";
                    };
            if (expected.isEmpty() ? !record.isEmpty() : !record.startsWith(expected)) {
                astray.add("lead " + id + " is " + expected + " in PostgreSQL and " + record + " in Redis");
            } else if (!record.isEmpty() && LeadText.of(record).alarm() > 0 && !redis.alarm.containsKey(id)) {
                astray.add("lead " + id + " has lost its alarm");
            }
        }
        there.forEach(id -> astray.add("lead " + id + " is only in Redis"));
        return astray;
    }
}
