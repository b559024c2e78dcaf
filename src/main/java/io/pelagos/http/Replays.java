package io.pelagos.http;

import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Refuses requests that are not allowed, or not any more. One with an Idempotency-Key may have been
 * granted before the configuration changed: then it gets that answer again, and not the refusal.
 */
final class Replays {
    private final Steps steps;
    private final Callers callers;

    Replays(Steps steps, Callers callers) {
        this.steps = steps;
        this.callers = callers;
    }

    /**
     * The answer of then, or the refusal. Only who sent the first request finds it by its key, so nobody
     * learns from the difference what is there.
     *
     * @param then answers with the leads as they were left then
     */
    Future<Answer> orRefuse(Call call, Problem refusal, Function<List<Verdict.Moved>, Future<Answer>> then) {
        return orElse(call, refusal::answer, then);
    }

    /** Likewise, for what is not asked of the journal any more, and answered all the same. */
    Future<Answer> orElse(Call call, Supplier<Answer> otherwise, Function<List<Verdict.Moved>, Future<Answer>> then) {
        if (call.idempotencyKey() == null) {
            return Future.succeededFuture(otherwise.get());
        }
        return steps.known(call.tenant(), callers.caller(call)).compose(verdict -> {
            if (verdict instanceof Verdict.Done done && !done.leads().isEmpty()) {
                return then.apply(done.leads());
            }
            return Future.succeededFuture(
                    verdict instanceof Verdict.Obstacle obstacle ? Obstacles.answer(obstacle) : otherwise.get());
        });
    }
}
