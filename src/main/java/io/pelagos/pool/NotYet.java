package io.pelagos.pool;

import io.pelagos.team.Document;
import io.pelagos.team.Unsupported;
import java.time.Duration;
import java.util.List;

/**
 * The parts of a pool's document whose behaviour does not exist yet. Their shape is checked, and then
 * everything but their default is refused.
 */
final class NotYet {
    private static final Duration LONGEST = Duration.ofDays(3660);

    private NotYet() {}

    static void check(Document document) {
        refuse(document, "assignment", d -> {
            d.text("strategy", 100);
            d.free("options", 10_000);
        });
        refuse(document, "locks", d -> d.integer("max_per_agent", 0, 100_000));
        refuse(document, "hard", d -> {
            d.integer("after_rounds", 1, 1000);
            d.integer("seniority", 0, 1000);
        });
        refuse(document, "first_refusal", d -> {
            d.choice("for", List.of("previous_owner", "team"), null);
            d.duration("time", LONGEST);
        });
        refuse(document, "stale", d -> {
            d.duration("after", LONGEST);
            d.choice("then", List.of("close", "move"), null);
            d.optionalId("to");
        });
        Boolean deals = document.object("approvals", d -> d.flag("deals", false));
        if (deals != null && deals) {
            Unsupported.refuse(document, "approvals/deals");
        }
        String credit = document.choice(
                "attribution", List.of("last_claimer", "first_claimer", "split", "team"), "last_claimer");
        if (!credit.equals("last_claimer")) {
            Unsupported.refuse(document, "attribution");
        }
    }

    static void claim(Document claim) {
        if (claim.choice("mode", List.of("open", "request"), "open").equals("request")) {
            Unsupported.refuse(claim, "mode");
        }
    }

    private static void refuse(Document document, String name, java.util.function.Consumer<Document> shape) {
        Boolean there = document.object(name, d -> {
            shape.accept(d);
            return true;
        });
        if (there != null) {
            Unsupported.refuse(document, name);
        }
    }
}
