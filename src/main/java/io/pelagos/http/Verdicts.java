package io.pelagos.http;

import io.pelagos.journal.Verdict;
import io.pelagos.lead.LeadJson;
import java.util.function.Function;

/** Answers what became of a step: the lead as the caller may see it now, or why nothing happened. */
final class Verdicts {
    /** Nothing can be done with the lead any more, by nobody. */
    static final Problem ERASED = Problem.of("erased", 410, "What was known of this lead's person has been erased");

    private final LeadViews views;

    Verdicts(LeadViews views) {
        this.views = views;
    }

    /** 200 with the lead. */
    Answer lead(Call call, Verdict verdict) {
        return lead(call, verdict, Verdicts::problem);
    }

    /** 200 with the lead; with refusals of its own. */
    Answer lead(Call call, Verdict verdict, Function<Verdict.Refused, Problem> refusal) {
        return answer(call, verdict, moved -> Answer.json(200, LeadJson.bytes(view(call, moved))), refusal);
    }

    /** The lead as the step left it; contact data masked if it is no longer the caller's. */
    LeadJson.View view(Call call, Verdict.Moved lead) {
        boolean mine = lead.stillThere() && LeadAccess.owns(call.principal(), lead.row());
        return views.view(call, lead.row(), lead.detail(), mine);
    }

    Answer answer(
            Call call,
            Verdict verdict,
            Function<Verdict.Moved, Answer> done,
            Function<Verdict.Refused, Problem> refusal) {
        if (verdict instanceof Verdict.Done moved && !moved.leads().isEmpty()) {
            Answer answer = done.apply(moved.leads().get(0));
            return moved.replayed() ? answer.header("Idempotent-Replayed", "true") : answer;
        } else if (verdict instanceof Verdict.Obstacle obstacle) {
            return Obstacles.answer(obstacle);
        } else if (verdict instanceof Verdict.Refused refused) {
            return refusal.apply(refused).answer();
        }
        return Problem.NOT_READY.answer();
    }

    /** The refusals that many steps share. */
    static Problem problem(Verdict.Refused refused) {
        return switch (refused.word()) {
            case "not-found" -> Problem.NOT_FOUND;
            case "erased" -> ERASED;
            case "closed" -> Problem.conflict("closed", "The lead is closed");
            case "not-closed" -> Problem.conflict("not-closed", "The lead is not closed");
            case "no-agent" -> Problem.invalid("/agent", "there is no such agent");
            case "no-pool" -> Problem.invalid("/pool", "there is no such pool");
            case "not-owned" -> Problem.conflict("not-owned", "Nobody owns the lead now");
            case "do_not_contact" -> Problem.conflict("do-not-contact", "The customer does not want to be contacted");
            case "own" -> Problem.conflict("own-work", "Somebody else has to judge this");
            case "changed" -> Problem.NOT_READY;
            default -> throw new IllegalStateException("a step is refused with an unknown word: " + refused.word());
        };
    }
}
