package io.pelagos.faults;

import io.pelagos.faults.PoolRules.Recycle;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** P3 for what rules do, and for limits of one lead: never before their time, by the journal's times alone. */
final class LifeCheck {

    private static final String P3 = "P3";

    private final Rules rules;
    private final Findings findings;

    private LifeCheck(Rules rules, Findings findings) {
        this.rules = rules;
        this.findings = findings;
    }

    static void check(Truth truth, Rules rules, Findings findings) {
        LifeCheck check = new LifeCheck(rules, findings);
        truth.lines().values().forEach(check::lead);
    }

    private void lead(List<Truth.Line> lines) {
        Life life = new Life();
        for (Truth.Line line : lines) {
            PoolRules pool = rules.pool(line.from().pool());
            if (pool != null) {
                step(life, line, pool);
            }
            life.add(line, rules);
        }
    }

    private void step(Life life, Truth.Line line, PoolRules pool) {
        boolean byRule = Told.RULE.equals(line.actor());
        switch (line.type()) {
            case "recycled" -> recycled(life, line, pool);
            case "warned" -> warned(life, line, pool);
            case "extended" -> extended(life, line, pool);
            case "dialled" -> dialled(life, line);
            case "claimed" -> claimed(life, line, pool);
            case "moved" -> {
                if (byRule) {
                    moved(life, line, pool);
                }
            }
            case "closed" -> {
                if (byRule) {
                    closed(life, line, pool);
                }
            }
            default -> {}
        }
    }

    private void recycled(Life life, Truth.Line line, PoolRules pool) {
        if (Life.SHIFT_END.equals(line.reason())) {
            findings.must(
                    life.untouched() && !life.standsStill(line.atMillis()),
                    P3,
                    "a lead that was worked on returned at the end of a shift",
                    line::describe);
            return;
        } else if (Life.HOLDING_CAP.equals(line.reason())) {
            findings.must(
                    life.excessAtMillis() > 0 && line.atMillis() >= life.excessAtMillis(),
                    P3,
                    "one too many went without a warning, or before it was over",
                    line::describe);
            return;
        }
        Recycle rule = pool.rule(line.reason());
        if (rule == null) {
            findings.add(P3, "a rule acted that the pool does not have", line.describe() + " rule " + line.reason());
            return;
        }
        long due = life.due(rule);
        findings.must(
                line.atMillis() >= due,
                P3,
                "recycled too early",
                () -> line.describe() + " rule " + rule + ", due at " + due);
        String to = rule.to() == null ? line.from().pool() : rule.to();
        findings.must(
                to.equals(line.to().pool()), P3, "recycled to another pool", () -> line.describe() + " rule " + rule);
    }

    private void warned(Life life, Truth.Line line, PoolRules pool) {
        if (Life.HOLDING_CAP.equals(line.reason())) {
            return;
        }
        Recycle rule = pool.rule(line.reason());
        if (rule == null || rule.warnMillis() == 0) {
            findings.add(P3, "a rule acted that the pool does not have", line.describe() + " rule " + line.reason());
            return;
        }
        long due = life.due(rule);
        findings.must(
                due != Life.NEVER && line.atMillis() >= due - rule.warnMillis(),
                P3,
                "warned too early",
                () -> line.describe() + " rule " + rule + ", due at " + due);
        findings.must(!Life.warning(line).equals(life.warned()), P3, "warned twice of the same", line::describe);
    }

    private void extended(Life life, Truth.Line line, PoolRules pool) {
        Recycle rule = pool.rule(line.reason());
        findings.must(
                rule != null && life.extensions(line.reason()) < rule.extensions(),
                P3,
                "extended too often",
                () -> line.describe() + " rule " + rule);
    }

    private void dialled(Life life, Truth.Line line) {
        for (Rules.Dials limit : rules.dials()) {
            long before = life.dials().stream()
                    .filter(at -> at > line.atMillis() - limit.windowMillis())
                    .count();
            findings.must(
                    before < limit.max(),
                    P3,
                    "dialled too often",
                    () -> line.describe() + ": " + limit + ", dialled at " + life.dials());
        }
    }

    /** Who may claim sooner than others. */
    private void claimed(Life life, Truth.Line line, PoolRules pool) {
        findings.must(
                life.leftTeam() == null
                        || Objects.equals(life.leftTeam(), line.team())
                        || line.atMillis() >= life.enteredAtMillis() + pool.firstRefusalMillis(),
                P3,
                "first refusal not kept",
                () -> line.describe() + " was for " + life.leftTeam() + " from " + life.enteredAtMillis() + " after "
                        + life.path());
    }

    private void moved(Life life, Truth.Line line, PoolRules pool) {
        PoolRules.Stale stale = pool.stale();
        findings.must(
                stale != null
                        && stale.to().equals(line.to().pool())
                        && line.from().owner() == null,
                P3,
                "a rule acted that the pool does not have",
                line::describe);
        findings.must(
                stale == null || line.atMillis() >= life.enteredAtMillis() + stale.afterMillis(),
                P3,
                "cleaned up too early",
                () -> line.describe() + ", there since " + life.enteredAtMillis());
    }

    private void closed(Life life, Truth.Line line, PoolRules pool) {
        findings.must(
                pool.roundsMax() > 0
                        && life.rounds() >= pool.roundsMax()
                        && line.from().owner() == null,
                P3,
                "cleaned up too early",
                () -> line.describe() + " after " + life.rounds() + " rounds");
    }

    /** Leads that a rule should have done something with, and when that was. */
    static Map<Long, Long> overdue(Truth truth, Rules rules, long nowMillis) {
        Map<Long, Long> overdue = new TreeMap<>();
        truth.lines().forEach((lead, lines) -> {
            long due = Life.of(lines, rules).due(rules);
            if (due < nowMillis) {
                overdue.put(lead, due);
            }
        });
        return overdue;
    }
}
