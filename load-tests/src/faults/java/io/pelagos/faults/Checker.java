package io.pelagos.faults;

import java.util.List;

/**
 * Judges a round from outside: what clients were told, what PostgreSQL holds, what Redis holds. It shares no
 * code with the server, so that an error in the server's own words cannot hide itself here.
 */
final class Checker {

    private Checker() {}

    /** What must hold at any moment, also while load and faults go on. */
    static Findings whileRunning(List<Operation> answers, Truth truth, Rules rules) {
        Findings findings = new Findings();
        List<Operation> history = SilentAnswers.resolve(answers, truth);
        JournalCheck.check(truth, findings);
        LimitCheck.check(truth, rules, findings);
        LifeCheck.check(truth, rules, findings);
        StopCheck.check(truth, rules, findings);
        ExternalIdCheck.check(truth, findings);
        TermCheck.check(truth, findings);
        AnswerCheck.check(history, truth, findings);
        IntakeCheck.check(history, truth, findings);
        RetryCheck.check(history, truth, findings);
        return findings;
    }

    /** What must hold besides when nothing is under way. */
    static Findings atRest(List<Operation> history, Truth truth, Arbiter arbiter, Rules rules, long nowMillis) {
        Findings agreement = new Findings();
        AgreementCheck.check(truth, arbiter, rules, nowMillis, agreement);
        return atRest(history, truth, agreement, rules);
    }

    static Findings atRest(List<Operation> answers, Truth truth, Findings agreement, Rules rules) {
        Findings findings = whileRunning(answers, truth, rules);
        List<Operation> history = SilentAnswers.resolve(answers, truth);
        ExplainedCheck.check(history, truth, findings);
        RefusedCheck.check(history, truth, findings);
        IntakeCheck.atMost(history, truth, findings);
        TouchCheck.check(history, truth, findings);
        findings.addAll(agreement);
        return findings;
    }
}
