package io.pelagos.month;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * Asks of each lead's journal whether the rules explain it. Shares no code with the server: it knows the rules from
 * their description, the policy that it set up itself, and what people were told.
 */
final class Checker {

    private final Policy policy;
    private final Settled settled;
    private final Ledger ledger;
    private final Findings findings = new Findings();
    private final LimitCheck limits;
    private final Map<String, Integer> types = new TreeMap<>();

    Checker(Policy policy, List<Long> settled, Ledger ledger) {
        this.policy = policy;
        this.settled = new Settled(settled);
        this.ledger = ledger;
        this.limits = new LimitCheck(policy, findings);
    }

    void lead(long lead, List<Event> life, Row row) {
        for (Event event : life) {
            types.merge(event.type(), 1, Integer::sum);
            if (event.is("recycled")) {
                types.merge("recycled by " + event.reason(), 1, Integer::sum);
            }
        }
        String grade = ledger.grade(lead);
        PathCheck.of(life, findings);
        DeadlineCheck.of(life, grade, policy, settled, findings);
        CreditCheck.of(life, findings);
        ToldCheck.of(life, ledger.of(lead), findings);
        limits.lead(life);
        if (row == null) {
            findings.add("a journal without its lead", life.get(0), life, "no row");
        } else {
            row.check(life, grade, findings);
        }
    }

    /** When all leads have been seen: {@code seen} tells of a lead whether it was. */
    Findings end(LongPredicate seen) {
        limits.end();
        ledger.all().forEach((lead, told) -> {
            if (!seen.test(lead)) {
                findings.add("acknowledged but not in the journal", "lead " + lead + ": " + told);
            }
        });
        ledger.odd().forEach(odd -> findings.add("an odd answer", odd));
        return findings;
    }

    /** Type of event to how often; recycled also by rule. */
    Map<String, Integer> types() {
        return types;
    }

    LimitCheck limits() {
        return limits;
    }
}
