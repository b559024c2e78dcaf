package io.pelagos.journal.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What clients were told, and in which order Redis decided; written down as it happens, in plain words. */
final class History {
    /** A lead as a client was told it is. */
    record Told(long lead, int version, String owner) {}

    /** A request as Redis saw it: the first answer that was not busy, and whether it was busy before. */
    static final class Decided {
        final String node;
        final long request;
        /** The chosen one; empty or 0 for none. */
        final String lead;

        final boolean background;
        long configVersion;
        boolean busy;
        /** Whether it came to a decision: not for what was decided before, or was out of date. */
        boolean judged;
        /** When it was decided among all; 0 while it was not. */
        long order;

        Decided(String node, long request, String lead, boolean background) {
            this.node = node;
            this.request = request;
            this.lead = lead;
            this.background = background;
        }
    }

    final List<String> violations = new ArrayList<>();
    final Map<Operation, List<Told>> granted = new LinkedHashMap<>();
    final Map<Long, Operation> tellers = new HashMap<>();
    final Map<Long, Decided> decided = new LinkedHashMap<>();
    private final Set<Long> background = new HashSet<>();
    private long orders;

    void broken(String promise, String how) {
        violations.add(promise + ": " + how);
    }

    /** A node is about to answer that it is done. P1, P2 and P5 are judged at this moment. */
    void acknowledged(Operation op, List<Told> leads, List<PgModel.Line> journal) {
        if (leads.isEmpty()) {
            broken("P1", op + " was acknowledged without a lead");
        }
        if (op.kind().claims() && leads.size() > op.count()) {
            broken("P3", op + " got more than it asked for: " + leads);
        }
        for (Told told : leads) {
            PgModel.Line line = journal.stream()
                    .filter(l -> l.lead() == told.lead && l.version() == told.version)
                    .reduce((first, second) -> second)
                    .orElse(null);
            if (line == null) {
                broken("P1", op + " was acknowledged and not committed: " + told);
                continue;
            }
            if (!String.valueOf(line.agent()).equals(String.valueOf(told.owner))) {
                broken("P2", op + " was told " + told + ", committed is " + line);
            }
            if (op.kind().claims() && !op.agent().equals(line.agent())) {
                broken("P2", op + " was acknowledged; somebody else's is " + line);
            }
            if (!op.key().isEmpty() && !op.key().equals(line.key())) {
                broken("P5", op + " was acknowledged by a line of another request: " + line);
            }
            Operation other = tellers.putIfAbsent(line.transition(), op);
            if (other != null && !other.equals(op)) {
                broken("P2", op + " and " + other + " were both told that they have made " + line);
            }
        }
        List<Told> before = granted.putIfAbsent(op, leads);
        if (before != null && !before.equals(leads)) {
            broken("P5", op + " was told " + before + " and then " + leads);
        }
    }

    /** A node is about to tell a platform that it has the lead. */
    void received(long lead, Set<Long> committed) {
        if (!committed.contains(lead)) {
            broken("P1", "lead " + lead + " was acknowledged and not committed");
        }
    }

    /** A node answers that it is not to be, though it was granted before it was asked this time. */
    void refused(Operation op, String word) {
        broken("P5", op + " was told " + granted.get(op) + " and then " + word);
    }

    /** A node's own work, which waits behind people. */
    void background(long request) {
        background.add(request);
    }

    void decided(String node, long request, long configVersion, String lead, String word) {
        Decided d = decided.computeIfAbsent(request, r -> new Decided(node, r, lead, background.contains(r)));
        d.configVersion = configVersion;
        if (word.equals("busy")) {
            d.busy = true;
        } else if (d.order == 0) {
            d.judged = !word.equals("replay") && !word.equals("stale");
            d.order = ++orders;
        }
    }
}
