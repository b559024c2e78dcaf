package io.pelagos.privacy;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Contact data in the clear, for who does not own the lead: its journal tells each time, and so does the audit. */
public final class Reveals {
    /** What a contact has. */
    public static final List<String> FIELDS = List.of("name", "phone", "email", "wechat", "company");

    private final Steps steps;
    private final Reads reads;

    public Reveals(Steps steps, Reads reads) {
        this.steps = steps;
        this.reads = reads;
    }

    /**
     * All of a lead goes out, which the caller has noted; its journal tells for what. Refused: {@code erased}, as there is
     * nothing.
     */
    public Future<Verdict> tell(Wish wish, String why) {
        return steps.take(
                wish, (found, config) -> Plan.go(step(found.row(), FIELDS).because(why)));
    }

    /**
     * Somebody wants to see fields of a lead. Refused: {@code too-many} when he has seen as many leads today as he may,
     * {@code erased}.
     *
     * @param max of a day
     */
    public Future<Verdict> reveal(Wish wish, List<String> fields, Reads.Counter counter, int max) {
        return reads.count(counter, max).compose(counted -> {
            if (!counted) {
                // Whoever repeats his last one is not refused.
                return steps.known(wish.caller().config(), wish.caller())
                        .map(known -> known instanceof Verdict.Refused ? full() : known);
            }
            return noted(wish, fields)
                    .compose(verdict -> seen(verdict)
                            ? Future.succeededFuture(verdict)
                            : reads.countBack(counter).transform(done -> Future.succeededFuture(verdict)));
        });
    }

    private static Verdict full() {
        return new Verdict.Refused("too-many", List.of());
    }

    /** The note comes first: nobody sees anything of which there is none. */
    private Future<Verdict> noted(Wish wish, List<String> fields) {
        int tenant = wish.caller().config().no();
        return reads.note(tenant, wish.caller().actor(), "reveal", String.join(",", fields), List.of(wish.lead()))
                .compose(note -> steps.take(wish, (found, config) -> Plan.go(step(found.row(), fields)))
                        .compose(verdict -> seen(verdict)
                                ? Future.succeededFuture(verdict)
                                : reads.unsaid(tenant, note).transform(done -> Future.succeededFuture(verdict))));
    }

    private static Step step(LeadRow lead, List<String> fields) {
        return Step.stays(lead, "revealed").tell("fields", new JsonArray(fields));
    }

    /** What may have happened counts, too; what was done before has been counted then. */
    private static boolean seen(Verdict verdict) {
        return verdict == Verdict.Obstacle.OUTCOME_UNKNOWN
                || (verdict instanceof Verdict.Done done && !done.replayed());
    }
}
