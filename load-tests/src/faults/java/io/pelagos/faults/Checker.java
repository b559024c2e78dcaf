package io.pelagos.faults;

import java.util.List;

/**
 * Judges a round from outside: what clients were told, what PostgreSQL holds, what Redis holds. It shares no
 * code with the server, so that an error in the server's own words cannot hide itself here.
 */
final class Checker {

    private Checker() {}

    /** What must hold at any moment, also while load and faults go on. */
    static Findings whileRunning(List<Operation> history, Truth truth, Rules rules) {
        Findings findings = new Findings();
        JournalCheck.check(truth, findings);
        LimitCheck.check(truth, rules, findings);
        AnswerCheck.check(history, truth, findings);
        IntakeCheck.check(history, truth, findings);
        RetryCheck.check(history, truth, findings);
        return findings;
    }

    /** What must hold besides when nothing is under way. */
    static Findings atRest(List<Operation> history, Truth truth, Arbiter arbiter, Rules rules) {
        Findings agreement = new Findings();
        AgreementCheck.check(truth, arbiter, agreement);
        return atRest(history, truth, agreement, rules);
    }

    static Findings atRest(List<Operation> history, Truth truth, Findings agreement, Rules rules) {
        Findings findings = whileRunning(history, truth, rules);
        ExplainedCheck.check(history, truth, findings);
        RefusedCheck.check(history, truth, findings);
        IntakeCheck.atMost(history, truth, findings);
        findings.addAll(agreement);
        return findings;
    }
}
