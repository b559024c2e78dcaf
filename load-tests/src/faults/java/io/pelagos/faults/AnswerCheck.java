package io.pelagos.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** P1 and P2: what a client was told is in the journal as it was told, and was told to nobody else. */
final class AnswerCheck {

    /** Clocks of one machine, rounded to milliseconds; the arbiter's clock never goes back, so it may run ahead. */
    private static final long CLOCK_SLACK_MILLIS = 1_000;

    private final Map<Told.Step, Truth.Line> lines;
    private final Map<Told.Step, Operation> toldTo = new HashMap<>();
    private final Map<String, Long> firstAsked = new HashMap<>();
    /** Calls that any line names. */
    private final Set<String> calls = new HashSet<>();

    private final Findings findings;

    private AnswerCheck(Truth truth, Findings findings) {
        this.lines = Told.steps(truth);
        truth.journal().forEach(line -> calls.add(line.data().path("call").asText("")));
        this.findings = findings;
    }

    static void check(List<Operation> history, Truth truth, Findings findings) {
        AnswerCheck check = new AnswerCheck(truth, findings);
        history.forEach(op -> check.firstAsked.merge(Told.wish(op.intent()), op.startMillis(), Math::min));
        history.forEach(check::expected);
        history.stream()
                .filter(op -> op.ok() && Told.moves(op.intent()) && !Told.changesNothing(op))
                .forEach(check::moved);
    }

    /** Faults excuse 503 and silence, nothing else. */
    private void expected(Operation op) {
        Intent intent = op.intent();
        boolean expected =
                switch (op.answer().status()) {
                    case 0, 200, 201, 409, 429, 503 -> true;
                    // A deal that waits for approval.
                    case 202 -> intent.kind() == Intent.Kind.DEAL;
                    // After a fault the date that was asked for is over, or the lead is in a pool without that rule.
                    case 400 -> op.answer().problem().equals("invalid-request") && mayBeLate(intent.kind());
                    case 403 ->
                        intent.kind() == Intent.Kind.DIAL
                                && op.answer().problem().equals("contact-policy");
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
        if (intent.kind().namesNoVersion() && leads.isEmpty()) {
            // No line of the journal fits that another answer has not taken; but a follow-up may have named the call.
            findings.must(
                    intent.kind() == Intent.Kind.CALL && calls.contains(Intent.callId(intent.number())),
                    "P1",
                    "acknowledged but not in the journal",
                    op::describe);
            return;
        }
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
            findings.must(shows(told, line), "P2", "an answer shows another owner or state", op::describe);
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

    private static boolean mayBeLate(Intent.Kind kind) {
        return switch (kind) {
            case NURTURE, LOCK, EXTEND, FOLLOW_UP -> true;
            default -> false;
        };
    }

    private static boolean fits(Intent intent, Truth.Line line) {
        boolean asked = Told.kind(line) == intent.kind() && intent.actor().equals(line.actor());
        return asked
                && switch (intent.kind()) {
                    case CLAIM ->
                        intent.actor().equals(line.agent()) && intent.pool().equals(line.pool());
                    case RELEASE -> intent.actor().equals(line.leftAgent());
                    case ASSIGN -> intent.target().equals(line.agent());
                    case MOVE, REOPEN -> intent.target().equals(line.pool());
                    case CLOSE, EXTEND -> intent.target().equals(line.reason());
                    case DEAL, OPPORTUNITY, CONTRACT, PAYMENT ->
                        Objects.equals(intent.externalId(), ExternalIdCheck.of(line));
                    default -> true;
                };
    }

    /** Whether the answer tells the place that the lead was left in; some answers tell none. */
    private static boolean shows(Answer.Told told, Truth.Line line) {
        Truth.Place to = line.to();
        return told.state() == null
                || told.state().equals(to.state())
                        && Objects.equals(told.owner(), to.owner())
                        && (to.pool() == null || to.pool().equals(told.pool()));
    }
}
