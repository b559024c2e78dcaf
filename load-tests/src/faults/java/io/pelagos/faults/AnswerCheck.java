package io.pelagos.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** P1 and P2: what a client was told is in the journal as it was told, and was told to nobody else. */
final class AnswerCheck {

    /** Clocks of one machine, rounded to milliseconds; the arbiter's clock never goes back, so it may run ahead. */
    private static final long CLOCK_SLACK_MILLIS = 1_000;

    private final Map<Told.Step, Truth.Line> lines;
    private final Map<Told.Step, Operation> toldTo = new HashMap<>();
    private final Map<String, Long> firstAsked = new HashMap<>();
    private final Findings findings;

    private AnswerCheck(Truth truth, Findings findings) {
        this.lines = Told.steps(truth);
        this.findings = findings;
    }

    static void check(List<Operation> history, Truth truth, Findings findings) {
        AnswerCheck check = new AnswerCheck(truth, findings);
        history.forEach(op -> check.firstAsked.merge(Told.wish(op.intent()), op.startMillis(), Math::min));
        history.forEach(check::expected);
        history.stream()
                .filter(op -> op.ok() && Told.moves(op.intent()) && !Told.changedNothing(op, check.lines))
                .forEach(check::moved);
    }

    /** Faults excuse 503 and silence, nothing else. */
    private void expected(Operation op) {
        Intent intent = op.intent();
        boolean expected =
                switch (op.answer().status()) {
                    case 0, 200, 201, 409, 429, 503 -> true;
                    case 404 -> Told.moves(intent) && intent.lead() != 0;
                    case 422 -> op.answer().problem().equals("idempotency-key-reused");
                    default -> false;
                };
        findings.must(
                expected,
                "API",
                "unexpected answer",
                () -> op.describe() + " " + op.answer().text());
    }

    private void moved(Operation op) {
        Intent intent = op.intent();
        List<Answer.Told> leads = op.answer().leads();
        boolean asAsked = !leads.isEmpty()
                && leads.size() <= intent.count()
                && (intent.lead() == 0 || leads.get(0).lead() == intent.lead());
        findings.must(
                asAsked,
                "API",
                "an answer does not fit its question",
                () -> op.describe() + " " + op.answer().text());
        for (Answer.Told told : leads) {
            Told.Step step = new Told.Step(told.lead(), told.version());
            Truth.Line line = lines.get(step);
            if (line == null) {
                findings.add("P1", "acknowledged but not in the journal", op.describe());
                continue;
            }
            findings.must(
                    fits(intent, line),
                    "P2",
                    "the journal says something else than the client was told",
                    () -> op.describe() + "; " + line.describe());
            findings.must(
                    op.answer().replayed() || shows(intent, told),
                    "P2",
                    "an answer shows another owner or state",
                    op::describe);
            long from = firstAsked.get(Told.wish(intent)) - CLOCK_SLACK_MILLIS;
            findings.must(
                    line.atMillis() >= from && line.atMillis() <= op.endMillis() + CLOCK_SLACK_MILLIS,
                    "P7",
                    "the journal's time is outside of the request",
                    () -> op.describe() + "; " + line.describe());
            Operation other = toldTo.putIfAbsent(step, op);
            findings.must(
                    other == null || Told.wish(other.intent()).equals(Told.wish(intent)),
                    "P2",
                    "one transition acknowledged to two requests",
                    () -> op.describe() + "; " + other.describe());
        }
    }

    private static boolean fits(Intent intent, Truth.Line line) {
        return switch (intent.kind()) {
            case CLAIM ->
                line.type().equals("claimed")
                        && intent.actor().equals(line.agent())
                        && intent.pool().equals(line.pool());
            case RELEASE -> line.type().equals("released") && intent.actor().equals(line.leftAgent());
            case ASSIGN -> Told.type(line).equals("assigned") && intent.target().equals(line.agent());
            case HOOK, LEAD -> true;
        };
    }

    private static boolean shows(Intent intent, Answer.Told told) {
        return switch (intent.kind()) {
            case CLAIM -> "owned".equals(told.state()) && intent.actor().equals(told.owner());
            case RELEASE -> "pooled".equals(told.state());
            case ASSIGN -> "owned".equals(told.state()) && intent.target().equals(told.owner());
            case HOOK, LEAD -> true;
        };
    }
}
