package io.pelagos.privacy;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Contact data in the clear, for who does not own the lead: its journal tells each time. */
public final class Reveals {
    /** What a contact has. */
    public static final List<String> FIELDS = List.of("name", "phone", "email", "wechat", "company");

    private final Steps steps;

    public Reveals(Steps steps) {
        this.steps = steps;
    }

    /** All of a lead goes out; the journal tells for what. Refused: {@code erased}, as there is nothing. */
    public Future<Verdict> tell(Wish wish, String why) {
        return tell(wish, FIELDS, why);
    }

    /** Some fields of a lead are seen. */
    Future<Verdict> tell(Wish wish, List<String> fields, String why) {
        return steps.take(
                wish,
                (found, config) -> Plan.go(Step.stays(found.row(), "revealed")
                        .tell("fields", new JsonArray(fields))
                        .because(why)));
    }
}
