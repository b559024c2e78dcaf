package io.pelagos.http;

import io.pelagos.bots.Bots;
import io.pelagos.journal.Verdict.Moved;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.Rfc3339;
import io.pelagos.pool.Pool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** What stands before a claim where the firm looks for bots. */
final class BotGuard {
    private final Vertx vertx;
    private final Bots bots;
    private final ClientAddress address;

    BotGuard(Vertx vertx, Bots bots, ClientAddress address) {
        this.vertx = vertx;
        this.bots = bots;
        this.address = address;
    }

    /** Lets a claim through, at once or later, or refuses it. */
    Future<Answer> guard(
            Call call, String agent, Supplier<Future<Answer>> claim, Function<Problem, Future<Answer>> refuse) {
        if (call.tenant().tenant().safety().bots() == null) {
            return claim.get();
        }
        Bots.Verdict verdict = bots.attempt(call.tenant(), agent, session(call));
        if (verdict instanceof Bots.Verdict.Blocked blocked) {
            return refuse.apply(Problem.of("claims-blocked", 403, "Claims are blocked for a while")
                    .with("until", Rfc3339.text(blocked.untilMillis())));
        }
        if (verdict instanceof Bots.Verdict.Crowded crowded) {
            return refuse.apply(Rates.tooMany(Math.max(1, crowded.millis() / 1_000)));
        }
        if (verdict instanceof Bots.Verdict.Later later) {
            return vertx.timer(later.millis(), TimeUnit.MILLISECONDS).compose(rung -> {
                bots.waited(call.tenant(), agent);
                return claim.get();
            });
        }
        return claim.get();
    }

    /** Tells of a win; of several leads the first counts. */
    void won(Call call, String agent, Pool pool, List<Moved> leads) {
        if (leads.isEmpty() || call.tenant().tenant().safety().bots() == null) {
            return;
        }
        LeadRow row = leads.get(0).row();
        Duration embargo = pool.embargo();
        long appeared = row.enteredAtMillis() + (embargo == null ? 0 : embargo.toMillis());
        bots.won(call.tenant(), agent, Math.max(0, row.claimedAtMillis() - appeared));
    }

    private String session(Call call) {
        return address.network(call.request()) + ' ' + call.token();
    }
}
